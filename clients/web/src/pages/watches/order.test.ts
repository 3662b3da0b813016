import { expect, test } from 'vitest';
import type { ListedWatch } from '../../api/types';
import { ordered, orderOf, textOf, USUAL } from './order';
import { holds } from './queries';

const watch = (id: string, price: string | null) =>
  ({ watch_id: id, label: id, url: 'https://shop.test', price: { value: price }, checked_at: null }) as ListedWatch;
const watches = [watch('kettle', '20'), watch('pan 10', null), watch('pan 9', '100'), watch('lamp', '3')];
const going = {
  kettle: { closes: [], change: 0.1 },
  lamp: { closes: [], change: -0.4 },
  'pan 9': { closes: [], change: null },
};
const names = (order: Parameters<typeof ordered>[1]) =>
  ordered(watches, order, going, 'en').map((each) => each.watch_id);

test('what moved most comes first, whichever way, and what is not known last in any order', () => {
  expect(names(USUAL)).toEqual(['lamp', 'kettle', 'pan 9', 'pan 10']);
  expect(names({ column: 'change', direction: 'ascending' }).slice(0, 2)).toEqual(['kettle', 'lamp']);
  expect(names({ column: 'price', direction: 'descending' })).toEqual(['pan 9', 'kettle', 'lamp', 'pan 10']);
});

test('names are ordered as people count', () => {
  expect(names({ column: 'name', direction: 'ascending' })).toEqual(['kettle', 'lamp', 'pan 9', 'pan 10']);
});

test('an order is found again in the address', () => {
  for (const text of ['name', '-price', 'checked']) expect(textOf(orderOf(text))).toBe(text);
  expect(orderOf('colour')).toEqual(USUAL);
  expect(orderOf(null)).toEqual(USUAL);
});

test('a search finds what a row shows: a name that was given, the page, its address, a tag', () => {
  const kettle = { label: null, title: 'Wasserkocher ÄDEL', url: 'https://shop.test/p/kettle', tags: ['küche'] };
  for (const text of ['wasser', 'ädel kettle', 'KÜCHE', 'shop.test']) {
    expect(holds(kettle as unknown as ListedWatch, text), text).toBe(true);
  }
  expect(holds(kettle as unknown as ListedWatch, 'kettle pan')).toBe(false);
});
