import { expect, test } from 'vitest';
import { askedOf, textOf, valuesOf, without } from './queries';
import { addressOf } from './saved';

const at = (address: string) => {
  const params = new URLSearchParams(address);
  return (name: string) => params.get(name);
};

test('what the address says is asked for, and nothing else', () => {
  expect(askedOf(at('q=steel kettle&brand=Kivo|Nordvik&max=12.5&quantity=200&sort=cheapest'))).toEqual({
    text: 'steel kettle',
    filters: { brands: ['Kivo', 'Nordvik'], max_price: '12.5', currency: 'USD', quantity: 200 },
    sort: 'cheapest',
    limit: 20,
    is_relaxed: true,
    is_personal: true,
  });
});

test('numbers that are none and orders that are none ask for nothing', () => {
  const { filters, sort } = askedOf(at('max=cheap&quantity=-3&sort=upwards'));
  expect([filters, sort]).toEqual([{}, 'relevance']);
});

test('values go into the address and come out again', () => {
  expect(valuesOf(textOf(['a', 'b c']))).toEqual(['a', 'b c']);
  expect([textOf([]), valuesOf(null)]).toEqual([null, []]);
});

test('words that were understood are taken out where they stand, in any script', () => {
  expect(without('केतली 500 रुपये तक', [{ start: 6, end: 18 }])).toBe('केतली');
  expect(without('kettle 😀 under $5 please', [{ start: 9, end: 17 }])).toBe('kettle 😀 please');
});

test('a saved search is made again as it was asked', () => {
  const address = 'q=steel kettle&brand=Kivo|Nordvik&max=12.5&currency=EUR&quantity=200';
  const { text, filters } = askedOf(at(address));
  const again = addressOf({ wanted: { text, filters } } as Parameters<typeof addressOf>[0]);
  const params = new URLSearchParams(
    Object.entries(again).filter((each): each is [string, string] => each[1] !== null),
  );
  expect(askedOf((name) => params.get(name))).toEqual(askedOf(at(address)));
});
