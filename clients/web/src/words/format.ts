import { i18n } from '@lingui/core';
import { plural, t } from '@lingui/core/macro';

const locales = () => i18n.locales ?? i18n.locale;
const numbers = new Map<string, Intl.NumberFormat>();

function numbered(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${String(locales())} ${JSON.stringify(options)}`;
  let found = numbers.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(locales(), options);
    numbers.set(key, found);
  }
  return found;
}

/** An amount as people write it. Without a currency, which a page may not state, the bare number.
 *
 * `isRound`: without cents where there are none, as beside a scale.
 */
export function money(amount: string | number, currency: string | null | undefined, { isRound = false } = {}): string {
  const zeros = { trailingZeroDisplay: isRound ? 'stripIfInteger' : 'auto' } as const;
  if (currency === null || currency === undefined) {
    return numbered({ minimumFractionDigits: 2, ...zeros }).format(Number(amount));
  }
  return numbered({ style: 'currency', currency, ...zeros }).format(Number(amount));
}

/** A share as a percentage: 0.123 is 12 %. `signed` always shows where it goes. */
export function percent(share: number, { digits = 0, signed = false } = {}): string {
  return numbered({
    style: 'percent',
    maximumFractionDigits: digits,
    signDisplay: signed ? 'exceptZero' : 'auto',
  }).format(share);
}

export function number(value: number, digits = 2): string {
  return numbered({ maximumFractionDigits: digits }).format(value);
}

const parsed = (moment: string | Date) => (typeof moment === 'string' ? new Date(moment) : moment);

/** A moment to the minute, with its zone. */
export function exact(moment: string | Date): string {
  return new Intl.DateTimeFormat(locales(), {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(parsed(moment));
}

/** A day of a moment, or one as `2026-11-24`, which is the same day everywhere. */
export function day(moment: string | Date, style: 'medium' | 'long' | 'short' = 'medium'): string {
  const isBare = typeof moment === 'string' && moment.length === 10;
  return new Intl.DateTimeFormat(locales(), {
    ...(style === 'short' ? { day: 'numeric', month: 'short' } : { dateStyle: style }),
    ...(isBare ? { timeZone: 'UTC' } : {}),
  }).format(parsed(moment));
}

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago a moment was, or how soon it will be. */
export function relative(moment: string | Date, now: number = Date.now()): string {
  const seconds = (parsed(moment).getTime() - now) / 1000;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 0];
  if (length === 0) return t`just now`;
  return new Intl.RelativeTimeFormat(locales(), { numeric: 'auto', style: 'short' }).format(
    Math.round(seconds / length),
    unit,
  );
}

/** A country by its two letters, as people call it. */
export function country(code: string): string {
  try {
    return new Intl.DisplayNames(locales(), { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // no two letters
  }
}

/** What is sold at a price, in the reader's language where it has a word for it here. */
export function unitName(unit: string): string {
  const names: Record<string, string> = { piece: t`piece`, pair: t`pair`, set: t`set`, carton: t`carton` };
  return names[unit] ?? unit;
}

/** So many of a unit: "500 pieces", "20 kg". */
export function counted(value: number, unit: string): string {
  if (unit === 'piece') return plural(value, { one: '# piece', other: '# pieces' });
  return `${number(value)} ${unitName(unit)}`;
}

const MARKS: Record<string, string> = { rohs: 'RoHS', 'energy star': 'Energy Star', fairtrade: 'Fairtrade' };

/** A mark of conformity as it is written: where it is kept in small letters alone, most are capitals. */
export function certified(mark: string): string {
  return MARKS[mark.toLowerCase()] ?? (mark === mark.toLowerCase() ? mark.toUpperCase() : mark);
}

/** Several things in a row: "a, b and c". */
export function listed(things: readonly string[]): string {
  return new Intl.ListFormat(locales(), { type: 'conjunction' }).format(things);
}
