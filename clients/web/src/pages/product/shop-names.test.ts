import { expect, test } from 'vitest';
import type { ListingNow } from '../../api/types';
import { shopNames } from './shop-names';

const listing = (id: string, host: string, title: string | null, variant: string | null = null) =>
  ({ listing_id: id, host, url: `https://${host}/p/${id}`, variant, now: { title } }) as ListingNow;

test('a page is called by its shop, and two of one shop by what they are called there', () => {
  const names = shopNames([
    listing('a', 'one.test', 'Kettle'),
    listing('b', 'two.test', 'Kettle'),
    listing('c', 'two.test', null),
    listing('d', 'two.test', 'Kettle', 'red'),
  ]);
  expect([...names.values()]).toEqual(['one.test', 'two.test, Kettle', 'two.test, c', 'two.test, red']);
});
