import { Trans, useLingui } from '@lingui/react/macro';
import type { Problem } from '../api/problem';
import type { ListedWatch } from '../api/types';
import { Choice, Field } from './field';
import styles from './rule-fields.module.css';

/** A rule as it is written in a form: amounts and percentages as text, nothing where it says nothing. */
export type Draft = {
  target: string;
  drop: string;
  rise: string;
  predicted: string;
  back_in_stock: boolean;
  all_time_low: boolean;
  any_change: boolean;
  every_minutes: number;
};

export const USUAL_RULE: Draft = {
  target: '',
  drop: '10',
  rise: '',
  predicted: '',
  back_in_stock: false,
  all_time_low: false,
  any_change: false,
  every_minutes: 360,
};

export function draftOf(rule: ListedWatch): Draft {
  const text = (value: string | null) => value ?? '';
  return {
    target: text(rule.target_price),
    drop: text(rule.drop_percent),
    rise: text(rule.rise_percent),
    predicted: text(rule.predicted_drop_percent),
    back_in_stock: rule.back_in_stock,
    all_time_low: rule.all_time_low,
    any_change: rule.any_change,
    every_minutes: rule.check.every_minutes,
  };
}

/** A draft as the API takes it. A comma is a decimal point, as half of the world writes it. */
export function ruleOf(draft: Draft) {
  const amount = (text: string) => (text.trim() === '' ? null : text.trim().replace(',', '.'));
  return {
    target_price: amount(draft.target),
    drop_percent: amount(draft.drop),
    rise_percent: amount(draft.rise),
    predicted_drop_percent: amount(draft.predicted),
    back_in_stock: draft.back_in_stock,
    all_time_low: draft.all_time_low,
    any_change: draft.any_change,
  };
}

const EVERY = [5, 15, 60, 180, 360, 720, 1440, 10080];

/** When a watch speaks up and how often it looks. `problem` is what the server said of the last try. */
export function RuleFields({
  draft,
  onChange,
  problem,
  currency,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
  problem: Problem | null;
  currency: string | null;
}) {
  const { t } = useLingui();
  const set =
    <Name extends keyof Draft>(name: Name) =>
    (value: Draft[Name]) =>
      onChange({ ...draft, [name]: value });
  const unit = currency === null ? '' : ` (${currency})`;
  const every = EVERY.includes(draft.every_minutes) ? EVERY : [...EVERY, draft.every_minutes].sort((a, b) => a - b);
  const named = (minutes: number) => {
    const hours = minutes / 60;
    const days = minutes / 1440;
    if (minutes < 60) return t`every ${minutes} minutes`;
    if (minutes === 60) return t`every hour`;
    if (minutes < 1440) return t`every ${hours} hours`;
    return minutes === 1440 ? t`once a day` : t`every ${days} days`;
  };
  return (
    <div className={styles.rule}>
      <div className={styles.amounts}>
        <Field
          label={t`At or below${unit}`}
          value={draft.target}
          onChange={set('target')}
          problem={problem?.about('target_price')}
          inputMode="decimal"
        />
        <Field
          label={t`Fell by, in %`}
          value={draft.drop}
          onChange={set('drop')}
          problem={problem?.about('drop_percent')}
          inputMode="decimal"
        />
        <Field
          label={t`Rose by, in %`}
          value={draft.rise}
          onChange={set('rise')}
          problem={problem?.about('rise_percent')}
          inputMode="decimal"
        />
        <Field
          label={t`Likely to fall within 7 days by, in %`}
          value={draft.predicted}
          onChange={set('predicted')}
          problem={problem?.about('predicted_drop_percent')}
          inputMode="decimal"
        />
      </div>
      <fieldset className={styles.ticks}>
        <legend className="seen-by-readers-only">
          <Trans>Tell also</Trans>
        </legend>
        {(
          [
            ['back_in_stock', t`When it is back in stock`],
            ['all_time_low', t`When it is lower than ever seen`],
            ['any_change', t`When anything changes`],
          ] as const
        ).map(([name, label]) => (
          <label key={name}>
            <input type="checkbox" checked={draft[name]} onChange={(event) => set(name)(event.target.checked)} />
            {label}
          </label>
        ))}
      </fieldset>
      <Choice
        label={t`Look at the page`}
        value={String(draft.every_minutes)}
        options={every.map((minutes) => ({ value: String(minutes), label: named(minutes) }))}
        onChange={(minutes) => set('every_minutes')(Number(minutes))}
        hint={problem?.about('check.every_minutes') ?? t`At least as often; more often while the price moves.`}
      />
    </div>
  );
}
