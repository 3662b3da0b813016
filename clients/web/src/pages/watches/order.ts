import { nameOf } from '../../api/names';
import type { ListedWatch } from '../../api/types';
import type { Going } from './queries';

export type Column = 'name' | 'change' | 'price' | 'checked';
export type Order = { column: Column; direction: 'ascending' | 'descending' };
export const USUAL: Order = { column: 'change', direction: 'descending' };

const COLUMNS: readonly string[] = ['name', 'change', 'price', 'checked'];

/** An order as the address has it: `-change`. */
export function orderOf(text: string | null): Order {
  const column = text?.replace(/^-/, '') ?? '';
  if (text === null || !COLUMNS.includes(column)) return USUAL;
  return { column: column as Column, direction: text.startsWith('-') ? 'descending' : 'ascending' };
}

export const textOf = ({ column, direction }: Order) => (direction === 'descending' ? '-' : '') + column;

/** Watches in an order. By change: what moved most, whichever way. What is not known stands last in any order. */
export function ordered(
  watches: readonly ListedWatch[],
  { column, direction }: Order,
  going: Readonly<Record<string, Going>>,
  locale: string,
): ListedWatch[] {
  const way = direction === 'descending' ? -1 : 1;
  const byName = new Intl.Collator(locale, { numeric: true });
  const key = (watch: ListedWatch): number | string | null => {
    if (column === 'name') return nameOf(watch);
    if (column === 'price') return watch.price.value === null ? null : Number(watch.price.value);
    if (column === 'checked') return watch.checked_at === null ? null : Date.parse(watch.checked_at);
    const change = going[watch.watch_id]?.change ?? null;
    return change === null ? null : Math.abs(change);
  };
  const keyed = watches.map((watch) => ({ watch, key: key(watch) }));
  keyed.sort((a, b) => {
    const names = byName.compare(nameOf(a.watch), nameOf(b.watch));
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || names;
    if (typeof a.key === 'string' || typeof b.key === 'string') return way * names;
    return way * (a.key - b.key) || names;
  });
  return keyed.map(({ watch }) => watch);
}
