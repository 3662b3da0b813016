import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { answer, api } from '../../api/client';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Button, LinkButton } from '../../parts/button';
import { SideBySide } from '../../parts/comparison/side-by-side';
import { type Delivery, DeliveryFields, isWhole } from '../../parts/delivery';
import { Choice, Field } from '../../parts/field';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Bones, Empty, Shown } from '../../parts/states';
import { type At, askedOf, INCOTERMS, type Incoterm, idsOf, RATES } from './asked';
import styles from './compare.module.css';

const ShareDialog = lazy(() => import('./share'));

/** Goods side by side at what they cost at the door. All that is asked stands in the address. */
export default function ComparePage() {
  const { t } = useLingui();
  const mayShare = useMay('manager');
  const [at, setAt] = useAddress();
  const [isSharing, setSharing] = useState(false);
  const asked = askedOf(at, new Date().toISOString().slice(0, 10));
  const found = useQuery({
    queryKey: ['compare', asked],
    enabled: asked !== null,
    queryFn: ({ signal }) =>
      answer(api.POST('/v1/catalog/compare', { body: asked as Schema<'CompareRequest'>, signal })),
  });
  if (idsOf(at).length < 2) {
    return (
      <>
        <PageHead title={t`Compare`} />
        <Empty
          title={t`Nothing to compare yet`}
          action={
            <LinkButton to="/search" look="main" icon="search">
              <Trans>Search the catalogue</Trans>
            </LinkButton>
          }
        >
          <Trans>Tick two to ten products of a search, then compare them here.</Trans>
        </Empty>
      </>
    );
  }
  return (
    <>
      <PageHead
        title={t`Compare`}
        actions={
          mayShare &&
          asked !== null && (
            <Button icon="out" onPress={() => setSharing(true)}>
              <Trans>Share</Trans>
            </Button>
          )
        }
      />
      <Terms at={at} setAt={setAt} />
      {asked === null ? (
        <p className={styles.soft}>
          <Trans>Say where to and how many, and what each costs at the door is worked out.</Trans>
        </p>
      ) : (
        <Shown query={found} skeleton={<Bones lines={8} height="2.5rem" />}>
          {(comparison) => <SideBySide of={comparison} linked />}
        </Shown>
      )}
      <Suspense>
        {isSharing && asked !== null && <ShareDialog asked={asked} onClose={() => setSharing(false)} />}
      </Suspense>
    </>
  );
}

/** Where to, how many, in which money, and on which terms where the offers leave them open. */
function Terms({ at, setAt }: { at: At; setAt: (changes: Record<string, string | null>) => void }) {
  const { t } = useLingui();
  const [delivery, setDelivery] = useState<Delivery>({
    to: at('to') ?? '',
    quantity: at('quantity') ?? '',
    currency: at('currency') ?? 'USD',
  });
  const [draft, setDraft] = useState({
    incoterm: at('incoterm') ?? '',
    insured: at('insured') ?? '',
    tax: at('tax') ?? '',
    rates: at('rates') ?? '',
  });
  const isWrongRate = draft.rates.trim() !== '' && !RATES.test(draft.rates.trim());
  const isWrong = isWrongRate || !isWhole(delivery);
  const said = [
    draft.rates,
    draft.incoterm,
    draft.insured === 'no' ? t`not insured` : '',
    draft.tax === 'back' ? t`taxes come back` : '',
  ].filter((each) => each !== '');
  const set = (name: keyof typeof draft) => (text: string) => setDraft({ ...draft, [name]: text });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isWrong) setAt({ ...delivery, ...draft, rates: draft.rates.trim() });
  }
  return (
    <Panel title={t`Delivered where, and how many`}>
      <form className={styles.form} onSubmit={submit}>
        <DeliveryFields value={delivery} onChange={setDelivery} />
        <details className={styles.terms}>
          <summary>
            <Trans>Terms and exchange rates</Trans> <span className={styles.soft}>{said.join(' · ')}</span>
          </summary>
          <div className={styles.form}>
            <Field
              label={t`Exchange rates`}
              hint={t`What a unit of another currency is worth, before the rates that are loaded`}
              placeholder="USD 0.92"
              value={draft.rates}
              onChange={(text) => set('rates')(text.toUpperCase())}
              problem={isWrongRate ? t`As USD 0.92, CNY 0.13` : undefined}
            />
            <Choice<Incoterm | ''>
              label={t`Incoterm, if none is named`}
              value={INCOTERMS.find((each) => each === draft.incoterm) ?? ''}
              options={[{ value: '', label: t`unknown` }, ...INCOTERMS.map((value) => ({ value, label: value }))]}
              onChange={set('incoterm')}
            />
            <div>
              <label className={styles.tick}>
                <input
                  type="checkbox"
                  checked={draft.insured !== 'no'}
                  onChange={(event) => set('insured')(event.target.checked ? '' : 'no')}
                />
                <Trans>We insure it where the risk is ours</Trans>
              </label>
              <label className={styles.tick}>
                <input
                  type="checkbox"
                  checked={draft.tax === 'back'}
                  onChange={(event) => set('tax')(event.target.checked ? 'back' : '')}
                />
                <Trans>We get import taxes back</Trans>
              </label>
            </div>
          </div>
        </details>
        <Button type="submit" look="main" isDisabled={isWrong}>
          <Trans>Work it out</Trans>
        </Button>
      </form>
    </Panel>
  );
}
