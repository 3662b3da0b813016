import type { components } from './schema';

type Schemas = components['schemas'];

/** What the API sends and takes, by the name it has there. */
export type Schema<Name extends keyof Schemas> = Schemas[Name];

export type Availability = Schema<'Availability'>;
export type Bar = Schema<'Bar'>;
export type Bars = Schema<'Bars'>;
export type ListedWatch = Schema<'ListedWatch'>;
export type ListingNow = Schema<'ListingNow'>;
export type PriceNow = Schema<'PriceNow'>;
export type ProductNow = Schema<'ProductNow'>;
export type Reason = Schema<'Reason'>;
export type WatchedPrice = Schema<'WatchedPrice'>;

/** The envelope of every decision, whatever was decided. */
export type Decision = Omit<Schema<'Decision_str_'>, 'value'> & { value: unknown };
/** Its short form, in lists. */
export type Verdict = Pick<Decision, 'value' | 'confidence' | 'basis' | 'degraded'>;
