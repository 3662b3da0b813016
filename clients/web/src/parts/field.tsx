import { type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField, type TextFieldProps } from 'react-aria-components/TextField';
import styles from './field.module.css';

type Named = { label: string; hint?: ReactNode; problem?: string | undefined };

/** A line to write in. `problem` is what is wrong with it: what the server says of that field. */
export function Field({
  label,
  hint,
  problem,
  placeholder,
  ...rest
}: Omit<TextFieldProps, 'children' | 'className'> & Named & { placeholder?: string }) {
  return (
    <TextField {...rest} className={styles.field ?? ''} isInvalid={problem !== undefined} validationBehavior="aria">
      <Label className={styles.label ?? ''}>{label}</Label>
      <Input className={styles.input ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      {hint && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles.problem ?? ''}>{problem}</FieldError>
    </TextField>
  );
}

/** One of a few: the machine's own list, which a phone and a screen reader know. */
export function Choice<Value extends string>({
  label,
  hint,
  value,
  options,
  onChange,
  isCompact = false,
  ...rest
}: Omit<Named, 'problem'> & {
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
  isCompact?: boolean;
} & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'value' | 'onChange' | 'className' | 'id'>) {
  const id = useId();
  return (
    <div className={isCompact ? styles.beside : styles.field}>
      <label htmlFor={id} className={isCompact ? 'seen-by-readers-only' : styles.label}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className={styles.input}
        value={value}
        onChange={(event) => onChange(event.target.value as Value)}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
      {hint && <span className={styles.hint}>{hint}</span>}
    </div>
  );
}
