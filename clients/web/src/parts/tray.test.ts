import { expect, test } from 'vitest';
import { MOST_PICKED, tray } from './tray';

const kept = (): { id: string }[] => JSON.parse(sessionStorage.getItem('compare') ?? '[]');
const product = (id: string) => ({ id, title: `Kettle ${id}` });

test('what is put aside is kept, and taken back by the same press', () => {
  tray.toggle(product('a'));
  tray.toggle(product('b'));
  tray.toggle(product('a'));
  expect(kept()).toEqual([product('b')]);
  tray.clear();
  expect(kept()).toEqual([]);
});

test('no more are taken than can be compared', () => {
  for (let each = 0; each <= MOST_PICKED; each += 1) tray.toggle(product(String(each)));
  expect(kept()).toHaveLength(MOST_PICKED);
  tray.clear();
});
