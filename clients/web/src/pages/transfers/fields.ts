import type { Schema } from '../../api/types';

export type Field = NonNullable<Schema<'Column'>['field']>;

/** What a column may hold, in the order in which people look for it. */
export const FIELDS: readonly Field[] = [
  'url', 'label', 'tags', 'target_price', 'drop_percent', 'rise_percent', 'currency', 'variant', 'back_in_stock',
  'all_time_low', 'any_change', 'every_minutes', 'fastest_minutes', 'days', 'from_hour', 'until_hour', 'time_zone',
  'price_selector', 'availability_selector', 'title_selector', 'paused', 'asin', 'marketplace',
]; // biome-ignore format: a list of words
