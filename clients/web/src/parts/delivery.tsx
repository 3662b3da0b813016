import { useLingui } from '@lingui/react/macro';
import { countries } from '../words/countries';
import { Choice, Field } from './field';

/** Where to, how many, in which money: as it is written, right or not. */
export type Delivery = { to: string; quantity: string; currency: string };

const RIGHT: Record<keyof Delivery, RegExp> = { to: /^[A-Z]{2}$/, quantity: /^[1-9]\d{0,8}$/, currency: /^[A-Z]{3}$/ };

/** Whether all of it is said, as the API takes it. */
export function isWhole(said: Delivery): boolean {
  return (Object.keys(RIGHT) as (keyof Delivery)[]).every((name) => RIGHT[name].test(said[name]));
}

/** The fields for it. What is not written yet is not called wrong. */
export function DeliveryFields({ value, onChange }: { value: Delivery; onChange: (said: Delivery) => void }) {
  const { t, i18n } = useLingui();
  const wrong = { quantity: t`A whole number of at least 1`, currency: t`Three letters, as USD` };
  const problem = (name: keyof typeof wrong) =>
    value[name] === '' || RIGHT[name].test(value[name]) ? undefined : wrong[name];
  return (
    <>
      <Choice
        label={t`Deliver to`}
        value={value.to}
        options={[{ value: '', label: t`Choose a country` }, ...countries(i18n.locale)]}
        onChange={(to) => onChange({ ...value, to })}
      />
      <Field
        label={t`Quantity`}
        inputMode="numeric"
        value={value.quantity}
        onChange={(text) => onChange({ ...value, quantity: text.trim() })}
        problem={problem('quantity')}
      />
      <Field
        label={t`Currency`}
        maxLength={3}
        value={value.currency}
        onChange={(text) => onChange({ ...value, currency: text.trim().toUpperCase() })}
        problem={problem('currency')}
      />
    </>
  );
}
