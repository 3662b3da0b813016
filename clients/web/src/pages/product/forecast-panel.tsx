import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Notice } from '../../parts/notice';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Bones, Shown } from '../../parts/states';
import { Why } from '../../parts/why';
import { day, money, percent } from '../../words/format';
import { Fact } from './deal-panel';
import styles from './product.module.css';
import { useTrackRecord } from './queries';

type Forecast = Schema<'Forecast'>;

/** Buy now or wait: what is expected of waiting against what it risks, and how often such words were right. */
export function ForecastPanel({ query, product }: { query: UseQueryResult<Forecast, Problem>; product: string }) {
  const { t } = useLingui();
  return (
    <Panel title={t`Buy now or wait?`}>
      <Shown query={query} skeleton={<Bones lines={6} height="1.4rem" />}>
        {(forecast) =>
          forecast.waiting === null ? (
            <Unknown forecast={forecast} />
          ) : (
            <Advice forecast={forecast} waiting={forecast.waiting} />
          )
        }
      </Shown>
      <TrackRecord product={product} />
    </Panel>
  );
}

function Unknown({ forecast: { drop, looks, missing } }: { forecast: Forecast }) {
  const { t } = useLingui();
  return (
    <>
      <div className={styles.verdict}>
        <p className={styles.sentence}>
          <Plural
            value={looks}
            one="Nothing can be said yet: its price is known on # day."
            other="Nothing can be said yet: its price is known on # days."
          />
        </p>
        <Why title={t`Why there is no forecast`} of={drop} shown={t`Unknown`} />
      </div>
      {missing.length > 0 && (
        <ul lang="en" className={styles.soft}>
          {missing.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Advice({ forecast, waiting }: { forecast: Forecast; waiting: Schema<'Waiting'> }) {
  const { t } = useLingui();
  const { currency, drop, chances, days } = forecast;
  const saving = Number(waiting.expected_saving);
  const amount = money(Math.abs(saving), currency);
  const best = day(waiting.best_day, 'long');
  const rise = percent(waiting.rise);
  const isWait = waiting.advice.value === 'wait';
  const [drop15, rise5] = [percent(0.15), percent(0.05)];
  const share = drop.value === null ? t`Unknown` : percent(drop.value);
  return (
    <>
      {drop.degraded && (
        <Notice kind="warn">
          <Trans>The model could not answer, so the stated baseline did.</Trans>
        </Notice>
      )}
      <div className={styles.verdict}>
        <p className={styles.sentence}>
          {isWait
            ? t`Wait, best until ${best}: that saves ${amount} on average, against a chance of ${rise} that it rises.`
            : saving > 0
              ? t`Buy now: waiting saves only ${amount} on average, and it rises with a chance of ${rise}.`
              : t`Buy now: waiting costs ${amount} on average, and it rises with a chance of ${rise}.`}
        </p>
        <Why title={t`Why this advice`} of={drop} shown={t`${share} for a drop of ${drop15} within ${days} days`} />
      </div>
      <dl className={styles.facts}>
        {chances.map((chance) => (
          <Fact key={chance.whose} name={nameOf(chance)}>
            {percent(chance.probability)}{' '}
            <span className={styles.soft}>
              <Trans>
                to <Price amount={chance.price} currency={currency} />
              </Trans>
            </span>
          </Fact>
        ))}
        <Fact name={t`It costs ${rise5} more by then`}>{rise}</Fact>
        {waiting.sold_out !== null && <Fact name={t`It is sold out meanwhile`}>{percent(waiting.sold_out)}</Fact>}
      </dl>
    </>
  );

  function nameOf(chance: Forecast['chances'][number]): string {
    const below = chance.percent === null ? '' : percent(Number(chance.percent) / 100);
    if (chance.whose === 'drop') return t`A drop of ${below} in ${days} days`;
    return chance.whose === 'watch_drop' ? t`Your drop of ${below}` : t`Your target`;
  }
}

/** How often forecasts were right, in a line: of this product where enough of them have passed, else of all. */
function TrackRecord({ product }: { product: string }) {
  const { t } = useLingui();
  const { data } = useTrackRecord(product);
  if (data === undefined) return null;
  const record = data.product.judged >= 10 ? data.product : data.overall;
  const { judged, within_band, skill } = record;
  if (judged === 0)
    return <p className={styles.soft}>{t`None of the forecasts has been held against what came yet.`}</p>;
  const whose = record === data.product ? t`of this product` : t`of all products`;
  const level = percent(0.8);
  const gain = percent(skill ?? 0);
  const within = within_band === null ? '–' : percent(within_band);
  return (
    <p className={styles.soft}>
      <Trans>
        {judged} forecasts {whose} were held against what came: {within} of the prices lay in the {level} band.
      </Trans>{' '}
      {skill !== null &&
        (skill > 0 ? (
          <Trans>They beat “nothing changes” by {gain}.</Trans>
        ) : (
          <Trans>They did no better than “nothing changes”.</Trans>
        ))}
    </p>
  );
}
