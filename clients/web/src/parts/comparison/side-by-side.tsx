import { Trans, useLingui } from '@lingui/react/macro';
import type { CSSProperties, ReactNode } from 'react';
import { Link } from 'wouter';
import { certified, country, day, listed, money, number } from '../../words/format';
import { useTiers } from '../goods';
import { Mark } from '../mark';
import { Panel } from '../panel';
import { type Compared, type Comparison, useCharges } from './charges';
import styles from './comparison.module.css';
import { Verdict } from './verdict';

/** The verdict first, then what each costs charge by charge, then what each is.
 *
 * `linked`: names lead to their pages and the verdict to its record, which is for who is signed in.
 */
export function SideBySide({ of: found, linked = false }: { of: Comparison; linked?: boolean }) {
  const { t } = useLingui();
  const tiers = useTiers();
  const products = { '--products': found.items.length } as CSSProperties;
  const heads = <Heads of={found} linked={linked} />;
  const days = (count: number | null | undefined) => (count == null ? '–' : t`${number(count)} d`);
  return (
    <>
      <Verdict of={found} linked={linked} />
      <Panel title={t`At the door, for ${number(found.quantity)} to ${country(found.destination)}`}>
        <Sideways label={t`What each costs`}>
          <table className={`${styles.table} ${styles.sums}`} style={products}>
            {heads}
            <tbody>
              <Costs of={found} />
              <Row
                name={t`In all`}
                cells={found.items.map((each) => <Total key={each.product_id} of={each} />)}
                look={styles.sum}
              />
              <Row
                name={t`A unit`}
                cells={found.items.map((each) => amount(each.cost?.per_unit, found.currency))}
                look={styles.sum}
              />
              <Row name={t`On the way`} cells={found.items.map((each) => days(each.cost?.transit_days))} />
            </tbody>
          </table>
        </Sideways>
        <Free of={found} />
        {found.tariffs.length > 0 && (
          <p className={styles.soft}>{found.tariffs.map((each) => `${each.name} (${day(each.as_of)})`).join(' · ')}</p>
        )}
      </Panel>
      <Panel title={t`What they are`}>
        <Sideways label={t`What each is`}>
          <table className={styles.table} style={products}>
            {heads}
            <tbody>
              <Row name={t`Brand`} cells={found.items.map((each) => each.brand ?? '–')} />
              <Row
                name={t`Made in`}
                cells={found.items.map((each) => (each.origin === null ? '–' : country(each.origin)))}
              />
              <Row
                name={t`Quality`}
                cells={found.items.map((each) => (each.quality_tier === null ? '–' : tiers[each.quality_tier]))}
              />
              <Row
                name={t`Certified`}
                cells={found.items.map((each) => each.certifications.map(certified).join(', ') || '–')}
              />
              <Row
                name={t`MOQ`}
                cells={found.items.map((each) => (each.offer?.moq == null ? '–' : number(each.offer.moq)))}
              />
              <Row name={t`Ready in`} cells={found.items.map((each) => days(each.offer?.lead_time_days))} />
              {found.attributes.map((row) => (
                <Row
                  key={row.key}
                  name={row.unit === null ? row.name : `${row.name} (${row.unit})`}
                  cells={row.values.map((each) => each ?? '–')}
                  look={row.differs ? styles.differs : undefined}
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

function Heads({ of: { items, verdict }, linked }: { of: Comparison; linked: boolean }) {
  return (
    <thead>
      <tr>
        <td />
        {items.map((each) => (
          <th key={each.product_id} scope="col">
            {linked ? <Link href={`/catalog/${each.product_id}`}>{each.title}</Link> : each.title}
            {each.product_id === verdict.value && (
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

type Line = NonNullable<Compared['cost']>['lines'][number];
const linesOf = ({ items }: Comparison) => items.flatMap((each) => each.cost?.lines ?? []);
/** Duties and taxes of one country may be several; what is carried is one line a charge. */
const keyOf = ({ charge, name }: Line) => `${charge} ${name}`;
const isFree = (found: Comparison, key: string) =>
  linesOf(found).every((each) => keyOf(each) !== key || Number(each.amount ?? Number.NaN) === 0);

/** Charge by charge, as goods travel; what is not known says so and why. */
function Costs({ of: found }: { of: Comparison }) {
  const names = useCharges();
  const order = Object.keys(names);
  const rows = [...new Map(linesOf(found).map((line) => [keyOf(line), line]))]
    .filter(([key]) => !isFree(found, key))
    .sort(([, a], [, b]) => order.indexOf(a.charge) - order.indexOf(b.charge));
  const isOne = (charge: Line['charge']) => rows.filter(([, each]) => each.charge === charge).length === 1;
  return rows.map(([key, { charge, name }]) => (
    <Row
      key={key}
      name={
        <>
          {names[charge]}
          {!isOne(charge) && <div>{name}</div>}
        </>
      }
      cells={found.items.map(({ cost }) => {
        const line = cost?.lines.find((each) => keyOf(each) === key);
        if (line === undefined) return '–';
        return (
          <span key={key} title={[line.how, line.source].filter((each) => each !== null).join(' · ')}>
            {amount(line.amount, found.currency)}
            {!line.is_counted && (
              <div className={styles.soft}>
                <Trans>you get it back</Trans>
              </div>
            )}
          </span>
        );
      })}
    />
  ));
}

/** The charges that none of them pays beside its price, in one line instead of a row each. */
function Free({ of: found }: { of: Comparison }) {
  const names = useCharges();
  const free = (Object.keys(names) as (keyof typeof names)[]).filter((charge) => {
    const lines = linesOf(found).filter((each) => each.charge === charge);
    return lines.length > 0 && lines.every((each) => isFree(found, keyOf(each)));
  });
  if (free.length === 0) return null;
  return (
    <p className={styles.soft}>
      <Trans>Nothing to pay beside the price for:</Trans> {listed(free.map((charge) => names[charge]))}
    </p>
  );
}

function Total({ of: { cost } }: { of: Compared }) {
  const names = useCharges();
  if (cost === null) return '–';
  const missing = listed(cost.leaves_out.map((charge) => names[charge]));
  return (
    <>
      {amount(cost.total, cost.currency)}
      {cost.total !== null && missing !== '' && (
        <div className={styles.soft}>
          <Trans>without {missing}</Trans>
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

function Row({ name, cells, look }: { name: ReactNode; cells: readonly ReactNode[]; look?: string | undefined }) {
  return (
    <tr className={look}>
      <th scope="row">{name}</th>
      {cells.map((cell, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell is what its column is
        <td key={at}>{cell}</td>
      ))}
    </tr>
  );
}
