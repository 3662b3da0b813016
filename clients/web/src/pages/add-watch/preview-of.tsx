import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Choice } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { Panel } from '../../parts/panel';
import { Price, useStockWords } from '../../parts/price';
import { Why } from '../../parts/why';
import { money, percent } from '../../words/format';
import styles from './add-watch.module.css';

/** What would be read of a page, as a person would say it; the reasons are one press away. */
export function PreviewOf({
  preview,
  variant,
  onVariant,
}: {
  preview: Schema<'Preview'>;
  variant: string | null;
  onVariant: (name: string | null) => void;
}) {
  const { t } = useLingui();
  const stock = useStockWords();
  const mayTeach = useMay('manager');
  const { price, reading, url } = preview;
  const currency = reading?.currency ?? null;
  const isKnown = price.value !== null;
  const reason = price.reasons[0]?.text ?? reading?.reasons[0]?.text;
  const sure = price.confidence === null ? null : percent(price.confidence);
  return (
    <Panel title={t`What is read`}>
      {reading?.title && <p className={styles.title}>{reading.title}</p>}
      <div className={styles.price}>
        <Price amount={price.value} currency={currency} />
        <Why title={t`Why this price`} of={price} shown={isKnown ? money(price.value ?? '', currency) : t`Unknown`} />
      </div>
      {!isKnown && (
        <Notice kind="warn">
          <Trans>
            We could not read a price here: <span lang="en">{reason}</span>
          </Trans>{' '}
          {mayTeach && reading !== null && (
            <Link href={`/teach?url=${encodeURIComponent(url)}`}>
              <Trans>Show where it stands</Trans>
            </Link>
          )}
        </Notice>
      )}
      {reading !== null && isKnown && (
        <dl className={styles.facts}>
          <Fact name={t`Stock`}>{stock[reading.availability]}</Fact>
          {reading.was_price !== null && (
            <Fact name={t`“Was” price`}>
              <Price amount={reading.was_price} currency={currency} />
            </Fact>
          )}
          {reading.shipping !== null && (
            <Fact name={t`Shipping`}>
              {Number(reading.shipping) === 0 ? t`free` : <Price amount={reading.shipping} currency={currency} />}
            </Fact>
          )}
          {reading.unit_price !== null && (
            <Fact name={t`Price per unit`}>
              <Price amount={reading.unit_price} currency={currency} /> / {reading.unit}
            </Fact>
          )}
          <Fact name={t`Currency`}>{currency ?? t`the page states none`}</Fact>
          {sure !== null && <Fact name={t`Agreement of its sources`}>{sure}</Fact>}
        </dl>
      )}
      {reading !== null && reading.variants.length > 1 && (
        <Choice
          label={t`Which one`}
          value={variant ?? ''}
          options={[
            { value: '', label: t`As the page shows first` },
            ...reading.variants.map((each) => ({
              value: each.name,
              label: each.price === null ? each.name : `${each.name} · ${money(each.price, each.currency)}`,
            })),
          ]}
          onChange={(name) => onVariant(name === '' ? null : name)}
        />
      )}
      {isKnown && mayTeach && (
        <p className={styles.soft}>
          <Trans>
            Not what you see? <Link href={`/teach?url=${encodeURIComponent(url)}`}>Show where it stands</Link>
          </Trans>
        </p>
      )}
    </Panel>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
