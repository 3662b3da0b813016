import { expect, test } from 'vitest';
import type { Schema } from '../api/types';
import { cheapest } from './goods';

const offer = (currency: string, ...breaks: [number, string][]) =>
  ({
    currency,
    price_breaks: breaks.map(([min_quantity, unit_price]) => ({ min_quantity, unit_price })),
  }) as Schema<'CatalogOffer'>;

test('the price is that of the quantity, and of any while none is asked for', () => {
  const offers = [offer('USD', [1, '9.80'], [500, '8.90']), offer('USD', [1, '9.10'])];
  expect(cheapest(offers, 100)?.price).toBe('9.10');
  expect(cheapest(offers, 500)?.price).toBe('8.90');
  expect(cheapest(offers, null)).toMatchObject({ price: '8.90', isFrom: true });
});

test('10 is more than 9, and prices of another currency are not compared', () => {
  expect(cheapest([offer('EUR', [1, '10']), offer('EUR', [1, '9']), offer('JPY', [1, '1'])], null)?.price).toBe('9');
});

test('nobody sells so few', () => {
  expect(cheapest([offer('USD', [1000, '1.00'])], 10)).toBeUndefined();
  expect(cheapest([], null)).toBeUndefined();
});
