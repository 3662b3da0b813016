import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Decision, Schema } from '../../api/types';
import { money, number, percent } from '../../words/format';
import { Notice } from '../notice';
import { Figures, Panel } from '../panel';
import { Why } from '../why';
import { type Compared, type Comparison, sumOf, useCharges } from './charges';
import styles from './comparison.module.css';

const MOST_GAPS = 3;

/** Which costs least, by how much and through what, and what would change that. */
export function Verdict({ of: found, linked }: { of: Comparison; linked: boolean }) {
  const { t } = useLingui();
  const best = found.items.find((each) => each.product_id === found.verdict.value);
  const known = found.items.filter((each) => each.cost?.total != null);
  const least = t`costs least at the door, of the ${known.length} whose cost is known`;
  const second = known
    .filter((each) => each !== best && each.excluded === null)
    .sort((a, b) => Number(a.cost?.total) - Number(b.cost?.total))[0];
  return (
    <Panel
      title={best === undefined ? t`Which costs least is not known` : best.title}
      under={best === undefined ? undefined : known.length === found.items.length ? t`costs least at the door` : least}
      actions={
        linked && <Why title={t`Why this verdict`} of={found.verdict as Decision} shown={best?.title ?? t`unknown`} />
      }
    >
      {best?.cost == null ? (
        // The API gives its reasons in English.
        <ul className={styles.list} lang="en">
          {found.verdict.reasons.map((each) => (
            <li key={each.text}>{each.text}</li>
          ))}
        </ul>
      ) : (
        <Advantage of={best} over={second} in={found.currency} />
      )}
      <Changes of={found} />
      {found.tariffs.length === 0 && (
        <Notice kind="warn">
          <Trans>No tariff is loaded for this country: duty, tax and freight are unknown and left out.</Trans>
        </Notice>
      )}
    </Panel>
  );
}

function Advantage({
  of: best,
  over: second,
  in: currency,
}: {
  of: Compared;
  over?: Compared | undefined;
  in: string;
}) {
  const { t } = useLingui();
  const charges = useCharges();
  const total = Number(best.cost?.total);
  const more = second === undefined ? 0 : Number(second.cost?.total) - total;
  const gaps = (Object.keys(charges) as (keyof typeof charges)[])
    .flatMap((charge) => {
      const [mine, theirs] = [sumOf(best, charge), second === undefined ? null : sumOf(second, charge)];
      return mine === null || theirs === null || mine === theirs ? [] : [{ charge, gap: theirs - mine }];
    })
    .sort((a, b) => Math.abs(b.gap) - Math.abs(a.gap))
    .slice(0, MOST_GAPS);
  const priced = (amount: number) => money(amount, currency);
  return (
    <>
      <Figures
        of={[
          { name: t`In all`, value: priced(total) },
          { name: t`A unit`, value: best.cost?.per_unit == null ? '–' : money(best.cost.per_unit, currency) },
          ...(more > 0
            ? [
                {
                  name: t`Less than the next`,
                  value: `${priced(more)} (${percent(more / (total + more), { digits: 1 })})`,
                },
              ]
            : []),
        ]}
      />
      {second !== undefined && (
        <p>
          {more > 0 ? (
            <Trans>
              Next comes <b>{second.title}</b>.
            </Trans>
          ) : (
            <Trans>
              <b>{second.title}</b> costs the same.
            </Trans>
          )}{' '}
          {gaps.length > 0 && (
            <>
              <Trans>The difference:</Trans>{' '}
              {gaps.map(({ charge, gap }, at) => {
                const [name, size] = [charges[charge], priced(Math.abs(gap))];
                return (
                  <span key={charge}>
                    {at > 0 && ' · '}
                    {gap > 0 ? (
                      <Trans>
                        {name} {size} less
                      </Trans>
                    ) : (
                      <Trans>
                        {name} {size} more
                      </Trans>
                    )}
                  </span>
                );
              })}
            </>
          )}
        </p>
      )}
    </>
  );
}

/** At which values another would cost least. */
function Changes({ of: { changes, items, quantity } }: { of: Comparison }) {
  if (changes.length === 0) return null;
  const titles = new Map(items.map((each) => [each.product_id, each.title]));
  return (
    <div className={styles.changes}>
      <h3>
        <Trans>What would change it</Trans>
      </h3>
      <ul className={styles.list}>
        {changes.map((each) => (
          <li key={each.text}>{said(each)}</li>
        ))}
      </ul>
    </div>
  );
  function said({ turn, value, unit, product_id, of_product_id }: Schema<'Change'>): ReactNode {
    const other = titles.get(product_id) ?? product_id;
    const own = titles.get(of_product_id ?? '') ?? '';
    const size = number(Number(value));
    if (turn === 'freight')
      return (
        <Trans>
          With a main carriage {size} times as dear, {other} costs least.
        </Trans>
      );
    if (turn === 'duty') {
      const duty = percent(Number(value) / 100, { digits: 2 });
      return (
        <Trans>
          With a duty of {duty} on {own}, {other} costs least.
        </Trans>
      );
    }
    if (turn === 'price') {
      const price = money(value, unit);
      return (
        <Trans>
          With {own} above {price} a unit, {other} costs least.
        </Trans>
      );
    }
    return Number(value) > quantity ? (
      <Trans>
        From {size} pieces on, {other} costs least.
      </Trans>
    ) : (
      <Trans>
        Up to {size} pieces, {other} costs least.
      </Trans>
    );
  }
}
