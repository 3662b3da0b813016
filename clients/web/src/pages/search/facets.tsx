import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { useTiers } from '../../parts/goods';
import { Icon } from '../../parts/icon';
import { certified, country, number } from '../../words/format';
import { type Answer, FACETS, LISTS, type ListName, textOf, valuesOf } from './queries';
import styles from './search.module.css';

type At = (name: string) => string | null;
type SetAt = (changes: Record<string, string | null>) => void;
const FIRST = 8; // values of a facet that are shown at once

/** What the hits can be narrowed to. What is chosen stays, also where nothing that was found has it. */
export function Facets({ facets, at, setAt }: { facets: Answer['facets']; at: At; setAt: SetAt }) {
  const { t } = useLingui();
  const tiers = useTiers();
  const [isOpen, setOpen] = useState(false); // where the screen is small; on a large one they stand beside
  const names: Record<ListName, string> = {
    category: t`Category`,
    brand: t`Brand`,
    supplier: t`Supplier`,
    origin: t`Made in`,
    tier: t`Quality`,
    cert: t`Certified`,
  };
  const written: Partial<Record<ListName, (value: string) => string>> = {
    origin: country,
    tier: (value) => tiers[value as keyof typeof tiers] ?? value,
    cert: certified,
  };
  const isNarrowed = [...Object.keys(LISTS), 'min', 'max', 'quantity'].some((name) => at(name) !== null);
  return (
    <aside aria-label={t`Narrow down`}>
      <button type="button" className={styles.unfold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon sign={isOpen ? 'up' : 'down'} size={14} />
        <Trans>Narrow down</Trans>
      </button>
      <div className={styles.facets} data-open={isOpen}>
        <Amounts at={at} setAt={setAt} />
        {(Object.keys(LISTS) as ListName[]).map((name) => (
          <Facet
            key={name}
            name={names[name]}
            written={written[name] ?? String}
            values={facets?.find((each) => each.field === FACETS[name])?.values ?? []}
            chosen={valuesOf(at(name))}
            onChoose={(chosen) => setAt({ [name]: textOf(chosen) })}
          />
        ))}
        {isNarrowed && (
          <Button
            look="quiet"
            icon="close"
            onPress={() =>
              setAt(
                Object.fromEntries(
                  [...Object.keys(LISTS), 'min', 'max', 'currency', 'quantity'].map((name) => [name, null]),
                ),
              )
            }
          >
            <Trans>Clear all filters</Trans>
          </Button>
        )}
      </div>
    </aside>
  );
}

function Facet({
  name,
  written,
  values,
  chosen,
  onChoose,
}: {
  name: string;
  written: (value: string) => string;
  values: readonly { value: string; count: number }[];
  chosen: readonly string[];
  onChoose: (chosen: readonly string[]) => void;
}) {
  const [isWhole, setWhole] = useState(false);
  const gone = chosen
    .filter((each) => !values.some(({ value }) => value === each))
    .map((value) => ({ value, count: 0 }));
  const all = [...gone, ...values];
  if (all.length === 0) return null;
  const shown = isWhole ? all : all.filter(({ value }, at) => at < FIRST || chosen.includes(value));
  return (
    <fieldset className={styles.facet}>
      <legend>{name}</legend>
      {shown.map(({ value, count }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) =>
              onChoose(event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }
          />
          <span className={styles.facetValue} title={written(value)}>
            {written(value)}
          </span>
          <span className={styles.soft}>{number(count)}</span>
        </label>
      ))}
      {shown.length < all.length && (
        <Button look="quiet" icon="down" onPress={() => setWhole(true)}>
          <Trans>Show all {all.length}</Trans>
        </Button>
      )}
    </fieldset>
  );
}

/** Bounds on the price of a unit, and how many are wanted. They hold once they are sent. */
function Amounts({ at, setAt }: { at: At; setAt: SetAt }) {
  const { t } = useLingui();
  const [draft, setDraft] = useState({ min: '', max: '', currency: 'USD', quantity: '' });
  const [min, max, currency, quantity] = [
    at('min') ?? '',
    at('max') ?? '',
    at('currency') ?? 'USD',
    at('quantity') ?? '',
  ];
  useEffect(() => setDraft({ min, max, currency, quantity }), [min, max, currency, quantity]);
  const isAmount = (text: string) => text === '' || /^\d{1,12}(\.\d{1,6})?$/.test(text);
  const wrong = (text: string) => (isAmount(text) ? undefined : t`A number such as 12.50`);
  const isWrongQuantity = !/^\d{0,9}$/.test(draft.quantity);
  const isWrongCurrency = !/^[A-Z]{3}$/.test(draft.currency);
  const isWrong = !isAmount(draft.min) || !isAmount(draft.max) || isWrongQuantity || isWrongCurrency;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (isWrong) return;
    const hasPrice = draft.min !== '' || draft.max !== '';
    setAt({ ...draft, currency: hasPrice ? draft.currency : null });
  }
  const set = (name: keyof typeof draft) => (text: string) => setDraft({ ...draft, [name]: text.trim() });
  return (
    <form className={styles.amounts} onSubmit={submit}>
      <Field
        label={t`Unit price from`}
        inputMode="decimal"
        value={draft.min}
        onChange={set('min')}
        problem={wrong(draft.min)}
      />
      <Field label={t`to`} inputMode="decimal" value={draft.max} onChange={set('max')} problem={wrong(draft.max)} />
      <Field
        label={t`Currency`}
        value={draft.currency}
        onChange={(text) => set('currency')(text.toUpperCase())}
        problem={isWrongCurrency ? t`Three letters, as USD` : undefined}
      />
      <Field
        label={t`Quantity`}
        inputMode="numeric"
        value={draft.quantity}
        onChange={set('quantity')}
        problem={isWrongQuantity ? t`A whole number` : undefined}
      />
      <Button type="submit" isDisabled={isWrong}>
        <Trans>Apply</Trans>
      </Button>
    </form>
  );
}
