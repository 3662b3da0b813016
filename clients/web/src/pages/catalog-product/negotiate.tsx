import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Decision, Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Copyable } from '../../parts/copyable';
import { type Delivery, DeliveryFields, isWhole } from '../../parts/delivery';
import { Drawer } from '../../parts/drawer';
import { Choice } from '../../parts/field';
import { FailedLine } from '../../parts/states';
import { Why } from '../../parts/why';
import { money } from '../../words/format';
import styles from './catalog-product.module.css';
import type { Product } from './queries';

type Advice = Schema<'Negotiation'>;
type Language = Schema<'LetterLanguage'>;

/** What to ask the supplier for, why, and a message that says so. */
export default function Negotiate({ of: product, onClose }: { of: Product; onClose: () => void }) {
  const { t } = useLingui();
  const [said, say] = useState<Delivery>({
    to: '',
    quantity: String(product.offers[0]?.moq ?? ''),
    currency: product.offers[0]?.currency ?? 'USD',
  });
  const [language, setLanguage] = useState<Language | ''>('');
  const ask = useMutation<Advice, Problem>({
    mutationFn: () =>
      answer(
        api.POST('/v1/catalog/negotiate', {
          body: {
            product_id: product.product_id,
            destination: said.to,
            quantity: Number(said.quantity),
            currency: said.currency,
            language: language === '' ? null : language,
          },
        }),
      ),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWhole(said)) ask.mutate();
  }
  return (
    <Drawer title={t`How to negotiate`} onClose={onClose}>
      <form className={styles.bargain} onSubmit={submit}>
        <DeliveryFields value={said} onChange={say} />
        <Choice<Language | ''>
          label={t`Language of the message`}
          value={language}
          options={[
            { value: '', label: t`the supplier's` },
            { value: 'en', label: 'English' },
            { value: 'fr', label: 'Français' },
            { value: 'pt', label: 'Português' },
            { value: 'zh', label: '中文' },
            { value: 'hi', label: 'हिन्दी' },
          ]}
          onChange={setLanguage}
        />
        <Button type="submit" look="main" isPending={ask.isPending} isDisabled={!isWhole(said)}>
          <Trans>Work it out</Trans>
        </Button>
      </form>
      {ask.error !== null && <FailedLine problem={ask.error} />}
      {ask.data !== undefined && <Answer of={ask.data} />}
    </Drawer>
  );
}

function Answer({ of: advice }: { of: Advice }) {
  const { t } = useLingui();
  const priced = (amount: string | null) => (amount === null ? t`unknown` : money(amount, advice.currency));
  const { message } = advice;
  const prices = [
    { name: t`Open at`, why: t`Why open there`, of: advice.opening },
    { name: t`Aim for`, why: t`Why aim there`, of: advice.target },
    { name: t`Walk away above`, why: t`Why walk away there`, of: advice.walk_away },
  ];
  return (
    <section className={styles.advice} aria-label={t`Advice`}>
      <dl className={styles.prices}>
        <div>
          <dt>{t`They ask`}</dt>
          <dd>{priced(advice.list_price)}</dd>
        </div>
        {prices.map((each) => (
          <div key={each.name}>
            <dt>{each.name}</dt>
            <dd>{priced(each.of.value)}</dd>
            <dd>
              <Why title={each.why} of={each.of as Decision} shown={priced(each.of.value)} />
            </dd>
          </div>
        ))}
      </dl>
      {advice.steps.length > 0 && (
        <p>
          <Trans>Offer one after another:</Trans> {advice.steps.map(priced).join(' → ')}
        </p>
      )}
      {advice.tactics.length > 0 && (
        <>
          <h3>
            <Trans>What to say</Trans>
          </h3>
          {/* The API gives its advice in English. */}
          <ul className={styles.tactics} lang="en">
            {advice.tactics.map((each) => (
              <li key={each.tactic}>
                <b>{each.advice}</b>
                {each.saves !== null && each.saves !== undefined && <> −{priced(each.saves)}</>}
                <div className={styles.soft}>{each.reasons.map((reason) => reason.text).join('; ')}</div>
              </li>
            ))}
          </ul>
        </>
      )}
      {message === null || message === undefined ? (
        <p className={styles.soft}>
          <Trans>There is nothing to ask for: the offer is as good as it gets.</Trans>
        </p>
      ) : (
        <>
          <h3>
            <Trans>A message to send</Trans>
          </h3>
          <Copyable text={`${message.subject}\n\n${message.body}`} lang={message.language}>
            <b>{message.subject}</b>
            <p>{message.body}</p>
          </Copyable>
        </>
      )}
    </section>
  );
}
