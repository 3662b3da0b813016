import { expect, test } from 'vitest';
import { countries } from './countries';

test('countries stand in the order of the reader’s language, each once and none that is no more', () => {
  const english = countries('en');
  const french = countries('fr');
  expect(english.length).toBeGreaterThan(230);
  expect(english.length).toBeLessThan(255);
  expect(new Set(english.map((each) => each.value)).size).toBe(english.length);
  expect(french).toContainEqual({ value: 'DE', label: 'Allemagne' });
  expect(french.findIndex((each) => each.value === 'EE')).toBeLessThan(french.findIndex((each) => each.value === 'FR'));
  const gone = english.filter(({ value }) => ['DD', 'SU', 'YU', 'EU', 'ZZ', 'UK'].includes(value));
  expect(gone).toEqual([]);
});
