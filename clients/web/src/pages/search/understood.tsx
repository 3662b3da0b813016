import { Trans, useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';
import { useTiers } from '../../parts/goods';
import { Icon } from '../../parts/icon';
import { certified, counted, country, listed, money, number } from '../../words/format';
import styles from './search.module.css';

type Slots = Schema<'Slots'>;
type Said = { spans: readonly { start: number; end: number }[]; reason: string; value: unknown };
type Chip = { key: string; name: string; text: string; said: Said };

/** What was read out of the words, each to be taken out again. */
export function Understood({ slots, onDrop }: { slots: Slots; onDrop: (said: Said['spans']) => void }) {
  const { t } = useLingui();
  const chips = useChips(slots);
  if (chips.length === 0) return null;
  return (
    <div className={styles.understood}>
      <span className={styles.soft}>
        <Trans>Understood</Trans>
      </span>
      <ul>
        {chips.map(({ key, name, text, said }) => (
          <li key={key} className={styles.chip} title={said.reason}>
            <span className={styles.soft}>{name}</span> {text}
            {said.spans.length > 0 && (
              <button type="button" aria-label={t`Without ${name} ${text}`} onClick={() => onDrop(said.spans)}>
                <Icon sign="close" size={12} />
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function useChips(slots: Slots): Chip[] {
  const { t } = useLingui();
  const tiers = useTiers();
  const urgencies = { urgent: t`urgent`, standard: t`no hurry`, slow: t`slow is fine` };
  const one: [string, string, Said | null | undefined, (value: never) => string][] = [
    ['product_category', t`Category`, slots.product_category, String],
    ['min_price', t`At least`, slots.min_price, priced],
    ['max_price', t`At most`, slots.max_price, priced],
    ['total_budget', t`Budget`, slots.total_budget, priced],
    ['moq', t`MOQ at most`, slots.moq, pieces],
    ['quantity', t`Quantity`, slots.quantity, pieces],
    ['quality_tier', t`Quality`, slots.quality_tier, (value: keyof typeof tiers) => tiers[value]],
    ['shipping_urgency', t`Hurry`, slots.shipping_urgency, (value: keyof typeof urgencies) => urgencies[value]],
    ['delivery_days', t`Days`, slots.delivery_days, String],
    ['delivery_place', t`To`, slots.delivery_place, (value: { name: string }) => value.name],
    ['incoterm', t`Incoterm`, slots.incoterm, String],
  ];
  const many: [string, string, readonly Said[] | undefined, (value: never) => string][] = [
    ['brand_preferences', t`Brand`, slots.brand_preferences, String],
    ['colours', t`Colour`, slots.colours, String],
    ['materials', t`Material`, slots.materials, String],
    ['sizes', t`Size`, slots.sizes, String],
    ['measures', t`Measure`, slots.measures, measured],
    ['certifications', t`Certified`, slots.certifications, certified],
    ['origins', t`From`, slots.origins, country],
    ['excluded_words', t`Without`, slots.excluded_words, String],
    ['excluded_brands', t`Not of`, slots.excluded_brands, String],
    ['excluded_materials', t`Not made of`, slots.excluded_materials, String],
    ['excluded_colours', t`Not`, slots.excluded_colours, String],
    ['excluded_origins', t`Not from`, slots.excluded_origins, country],
  ];
  return [
    ...one.map(([key, name, said, write]) => ({ key, name, said, write })),
    ...many.flatMap(([key, name, all, write]) =>
      (all ?? []).map((said, at) => ({ key: `${key}${at}`, name, said, write })),
    ),
  ].flatMap(({ key, name, said, write }) =>
    said === null || said === undefined || said.value === null
      ? []
      : [{ key, name, said, text: write(said.value as never) }],
  );
}

function priced({ amount, currency, per }: Schema<'Price'>): string {
  return `${money(amount, currency)}${per === null || per === undefined ? '' : ` / ${per}`}`;
}

const pieces = ({ value, unit }: Schema<'Quantity'>) => counted(Number(value), unit);

function measured({ unit, values, least, most }: Schema<'Measure'>): string {
  const said = listed((values ?? []).map((each) => number(Number(each), 6)));
  if (said !== '') return `${said} ${unit}`;
  if (least !== null && most !== null) return `${number(Number(least), 6)} – ${number(Number(most), 6)} ${unit}`;
  return least === null ? `≤ ${number(Number(most), 6)} ${unit}` : `≥ ${number(Number(least), 6)} ${unit}`;
}
