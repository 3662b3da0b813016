import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Decision, Schema } from '../api/types';
import { country, day, money, number } from '../words/format';
import { Mark } from './mark';
import { Notice } from './notice';
import { Panel } from './panel';
import styles from './side-by-side.module.css';
import { Why } from './why';

type Comparison = Schema<'Comparison'>;
type Compared = Comparison['items'][number];

/** The verdict first, then what each costs charge by charge, then what each is.
 *
 * `linked`: names lead to their pages and the verdict to its record, which is for who is signed in.
 */
export function SideBySide({ of: found, linked = false }: { of: Comparison; linked?: boolean }) {
  const { t } = useLingui();
  const titles = new Map(found.items.map((each) => [each.product_id, each.title]));
  const best = found.verdict.value === null ? undefined : titles.get(found.verdict.value);
  const known = found.items.filter((each) => each.cost?.total != null).length;
  const least = t`costs least at the door, of the ${known} whose cost is known`;
  return (
    <>
      <Panel
        title={best === undefined ? t`Which costs least is not known` : best}
        under={best === undefined ? undefined : known === found.items.length ? t`costs least at the door` : least}
        actions={
          linked && <Why title={t`Why this verdict`} of={found.verdict as Decision} shown={best ?? t`unknown`} />
        }
      >
        {/* The API gives its reasons in English. */}
        <ul className={styles.list} lang="en">
          {found.verdict.reasons.map((each) => (
            <li key={each.text}>{each.text}</li>
          ))}
        </ul>
        {found.changes.length > 0 && (
          <div>
            <h3>
              <Trans>What would change it</Trans>
            </h3>
            <ul className={styles.list} lang="en">
              {found.changes.map((each) => (
                <li key={each.text}>{each.text}</li>
              ))}
            </ul>
          </div>
        )}
        {found.tariffs.length === 0 && (
          <Notice kind="warn">
            <Trans>No tariff is loaded for this country: duty, tax and freight are unknown and left out.</Trans>
          </Notice>
        )}
      </Panel>
      <Panel title={t`At the door, for ${number(found.quantity)} to ${country(found.destination)}`}>
        <Sideways label={t`What each costs`}>
          <table className={styles.table}>
            <Heads of={found} best={found.verdict.value} linked={linked} />
            <tbody>
              <Costs of={found} />
              <Row
                name={t`In all`}
                cells={found.items.map((each) => <Total key={each.product_id} of={each} />)}
                isSum
              />
              <Row
                name={t`A unit`}
                cells={found.items.map((each) => amount(each.cost?.per_unit, found.currency))}
                isSum
              />
              <Row
                name={t`On the way`}
                cells={found.items.map((each) =>
                  each.cost?.transit_days == null ? '–' : t`${number(each.cost.transit_days)} d`,
                )}
              />
            </tbody>
          </table>
        </Sideways>
        {found.tariffs.length > 0 && (
          <p className={styles.soft}>{found.tariffs.map((each) => `${each.name} (${day(each.as_of)})`).join(' · ')}</p>
        )}
      </Panel>
      <Panel title={t`What they are`}>
        <Sideways label={t`What each is`}>
          <table className={styles.table}>
            <Heads of={found} best={found.verdict.value} linked={linked} />
            <tbody>
              <Row name={t`Brand`} cells={found.items.map((each) => each.brand ?? '–')} />
              <Row
                name={t`Made in`}
                cells={found.items.map((each) => (each.origin === null ? '–' : country(each.origin)))}
              />
              <Row name={t`Quality`} cells={found.items.map((each) => each.quality_tier ?? '–')} />
              <Row name={t`Certified`} cells={found.items.map((each) => each.certifications.join(', ') || '–')} />
              <Row
                name={t`MOQ`}
                cells={found.items.map((each) => (each.offer?.moq == null ? '–' : number(each.offer.moq)))}
              />
              <Row
                name={t`Ready in`}
                cells={found.items.map((each) =>
                  each.offer?.lead_time_days == null ? '–' : t`${number(each.offer.lead_time_days)} d`,
                )}
              />
              {found.attributes.map((row) => (
                <Row
                  key={row.key}
                  name={row.unit === null ? row.name : `${row.name} (${row.unit})`}
                  cells={row.values.map((each) => each ?? '–')}
                  differs={row.differs}
                />
              ))}
            </tbody>
          </table>
        </Sideways>
      </Panel>
    </>
  );
}

/** What may be wider than the screen, moved by the arrow keys too. */
function Sideways({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard sees the first columns alone
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

function Heads({ of: { items }, best, linked }: { of: Comparison; best: string | null; linked: boolean }) {
  return (
    <thead>
      <tr>
        <td />
        {items.map((each) => (
          <th key={each.product_id} scope="col">
            {linked ? <Link href={`/catalog/${each.product_id}`}>{each.title}</Link> : each.title}
            {each.product_id === best && (
              <div>
                <Mark tone="good">
                  <Trans>least</Trans>
                </Mark>
              </div>
            )}
            {each.excluded !== null && (
              <div className={styles.soft} lang="en">
                {each.excluded}
              </div>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Charge by charge, as goods travel; what is not known says so and why. */
function Costs({ of: { items, currency } }: { of: Comparison }) {
  const charges = [...new Map(items.flatMap((each) => each.cost?.lines ?? []).map((line) => [line.charge, line.name]))];
  return charges.map(([charge, name]) => (
    <Row
      key={charge}
      name={name}
      cells={items.map(({ product_id, cost }) => {
        const line = cost?.lines.find((each) => each.charge === charge);
        if (line === undefined) return '–';
        return (
          <span key={product_id} title={[line.how, line.source].filter((each) => each !== null).join(' · ')}>
            {amount(line.amount, currency)}
          </span>
        );
      })}
    />
  ));
}

function Total({ of: { cost } }: { of: Compared }) {
  if (cost === null) return '–';
  return (
    <>
      {amount(cost.total, cost.currency)}
      {cost.leaves_out.length > 0 && (
        <div className={styles.soft} lang="en">
          <Trans>without</Trans> {cost.leaves_out.map((each) => each.replaceAll('_', ' ')).join(', ')}
        </div>
      )}
    </>
  );
}

function amount(value: string | null | undefined, currency: string): ReactNode {
  if (value === null || value === undefined) {
    return (
      <span className={styles.soft}>
        <Trans>Unknown</Trans>
      </span>
    );
  }
  return money(value, currency);
}

function Row({
  name,
  cells,
  isSum = false,
  differs = false,
}: {
  name: string;
  cells: readonly ReactNode[];
  isSum?: boolean;
  differs?: boolean;
}) {
  return (
    <tr className={isSum ? styles.sum : differs ? styles.differs : undefined}>
      <th scope="row">{name}</th>
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is what its column is
        <td key={at}>{cell}</td>
      ))}
    </tr>
  );
}
