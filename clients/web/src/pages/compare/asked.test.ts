import { expect, test } from 'vitest';
import { askedOf } from './asked';

const at = (address: string) => {
  const params = new URLSearchParams(address);
  return (name: string) => params.get(name);
};
const TODAY = '2026-11-24';

test('what the address says is asked for', () => {
  expect(
    askedOf(
      at('of=a,b&to=DE&quantity=500&currency=EUR&incoterm=FOB&insured=no&tax=back&rates=USD 0.92, CNY 0.13'),
      TODAY,
    ),
  ).toEqual({
    items: [{ product_id: 'a' }, { product_id: 'b' }],
    destination: 'DE',
    quantity: 500,
    currency: 'EUR',
    incoterm: 'FOB',
    is_insured: false,
    recovers_tax: true,
    rates: [
      { currency: 'USD', rate: '0.92', date: TODAY },
      { currency: 'CNY', rate: '0.13', date: TODAY },
    ],
  });
});

test.each(['of=a,b', 'of=a,b&to=Germany&quantity=5', 'of=a,b&to=DE&quantity=0', 'of=a,b&to=DE&quantity=2.5'])(
  'nothing is asked for while the address does not say enough: %s',
  (address) => {
    expect(askedOf(at(address), TODAY)).toBeNull();
  },
);

test('an incoterm and rates that are none are left out', () => {
  const asked = askedOf(at('of=a,b&to=DE&quantity=5&incoterm=XYZ&rates=cheap'), TODAY);
  expect([asked?.incoterm, asked?.rates]).toEqual([null, []]);
});
