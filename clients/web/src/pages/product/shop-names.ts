import { nameOf } from '../../api/names';
import type { ListingNow } from '../../api/types';

/** What tells the pages of a product apart: their shops, and where two are of one shop also what each is called there. */
export function shopNames(listings: readonly ListingNow[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { host } of listings) counts.set(host, (counts.get(host) ?? 0) + 1);
  return new Map(
    listings.map(({ listing_id, host, url, variant, now }) => [
      listing_id,
      (counts.get(host) ?? 0) < 2 ? host : `${host}, ${variant ?? nameOf({ title: now.title, url })}`,
    ]),
  );
}
