import { Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Mark } from '../../parts/mark';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Bones, Shown } from '../../parts/states';
import { VerdictMark } from '../../parts/verdict';
import { Why } from '../../parts/why';
import { day, percent } from '../../words/format';
import { dealSentence } from './deal-words';
import styles from './product.module.css';

/** Whether the price is a good one: a sentence, and what it follows from. */
export function DealPanel({ query }: { query: UseQueryResult<Schema<'Deal'>, Problem> }) {
  const { t } = useLingui();
  return (
    <Panel title={t`Is it a deal?`}>
      <Shown query={query} skeleton={<Bones lines={10} height="1.4rem" />}>
        {(deal) => (
          <>
            <div className={`${styles.marked} ${deal.usual === null ? styles.unsaid : ''}`}>
              <VerdictMark verdict={deal.verdict} />
              <Score deal={deal} />
            </div>
            <p className={styles.sentence}>{dealSentence(deal)}</p>
            <Facts deal={deal} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function Score({ deal }: { deal: Schema<'Deal'> }) {
  const { t } = useLingui();
  const score = deal.score.value;
  return (
    <div className={styles.score}>
      <span>{score === null ? t`No score` : <Trans>Score {score} of 100</Trans>}</span>
      <Why title={t`Why this verdict`} of={deal.score} shown={score === null ? t`Unknown` : t`${score} of 100`}>
        <p lang="en">{deal.sentence}</p>
        {deal.prior !== null && (
          <p className={styles.soft}>
            <Trans>
              The Union's 30-day rule: a “was” price is at most the lowest price of the 30 days before the reduction.
            </Trans>{' '}
            {!deal.prior.binding && <Trans>It does not bind shops that sell in this currency.</Trans>}
          </p>
        )}
      </Why>
    </div>
  );
}

function Facts({ deal }: { deal: Schema<'Deal'> }) {
  const { t } = useLingui();
  const { usual, prior, unit, elsewhere, currency } = deal;
  const days = usual?.known_days;
  const cheapest = elsewhere.host;
  return (
    <dl className={styles.facts}>
      {usual !== null && (
        <>
          <Fact name={t`90-day median`}>
            <Price amount={usual.median} currency={currency} />
          </Fact>
          <Fact name={t`Lowest and highest`}>
            <Price amount={usual.lowest} currency={currency} /> – <Price amount={usual.highest} currency={currency} />
          </Fact>
          <Fact name={t`Dearer than now`}>
            <Trans>
              on {usual.dearer_days} of {days} days
            </Trans>
          </Fact>
        </>
      )}
      {prior?.lowest != null && (
        <Fact name={t`Lowest 30 days before`}>
          <Price amount={prior.lowest} currency={currency} />{' '}
          {prior.off_percent !== null && (
            <span className={styles.soft}>({percent(-Number(prior.off_percent) / 100, { signed: true })})</span>
          )}
        </Fact>
      )}
      {prior !== null && prior.holds !== null && (
        <Fact name={t`Union's 30-day rule`}>
          <Mark tone={prior.holds ? 'good' : 'bad'}>{prior.holds ? t`kept` : t`broken`}</Mark>
        </Fact>
      )}
      {prior !== null && <Fact name={t`Reduced since`}>{day(prior.reduced_since)}</Fact>}
      {unit?.price != null && (
        <Fact name={t`Price per unit`}>
          <Price amount={unit.price} currency={currency} /> / {unit.unit ?? t`unit`}
        </Fact>
      )}
      {elsewhere.lowest !== null && (
        <Fact name={t`Elsewhere from`}>
          <Price amount={elsewhere.lowest} currency={currency} /> <span className={styles.soft}>{cheapest}</span>
        </Fact>
      )}
      {deal.shipping !== null && (
        <Fact name={t`Shipping`}>
          {Number(deal.shipping) === 0 ? t`free` : <Price amount={deal.shipping} currency={currency} />}
        </Fact>
      )}
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
