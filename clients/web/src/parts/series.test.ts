import { expect, test } from 'vitest';
import type { Bar, Bars, Schema } from '../api/types';
import { asCsv, drawn, standing } from './series';

const DAY = 86_400;
const START = Date.UTC(2026, 2, 1) / 1000;
const moment = (day: number) => new Date((START + day * DAY) * 1000).toISOString();

function bar(day: number, close: string | null, more: Partial<Bar> = {}): Bar {
  const looked = {
    count: 2,
    gaps: close === null ? 2 : 0,
    in_stock: 1,
    read_in: null,
    rate: null,
    rate_date: null,
    reason: null,
  };
  const prices = { open: close, high: close, low: close, close, median: close };
  return { start: moment(day), end: moment(day + 1), currency: 'EUR', ...prices, ...looked, ...more };
}

function shop(listing: string, items: Bar[]): Bars {
  const step = { step: 'day', time_zone: 'UTC', since: moment(0), until: moment(9) } as const;
  return { listing_id: listing, url: 'https://shop.test/p', host: `${listing}.test`, items, ...step };
}

const now = new Date((START + 3 * DAY + 3600) * 1000);
const band: Schema<'ForecastDay'>[] = [4, 5].map((day) => ({
  day: moment(day).slice(0, 10),
  low: '80',
  median: '90',
  high: '100',
}));
const forecast = { band, currency: 'EUR', price: '95' } as Schema<'Forecast'>;

test('a look that read nothing is a gap, and a day on which nobody looked is not', () => {
  const items = [bar(0, '100'), bar(1, null), bar(2, null, { count: 0, gaps: 0 }), bar(3, '95')];
  const [only] = drawn([shop('a', items)], 'EUR', now, undefined).shops;
  expect(only?.values).toEqual([100, null, undefined, 95, 95]);
  expect(standing([100, undefined, undefined], 2)).toBe(100);
  expect(standing([100, null, undefined], 2)).toBeNull();
  expect(standing([], 0)).toBeNull();
});

test('the band begins at the present price and goes on after the last look, where no shop has a price', () => {
  const found = drawn([shop('a', [bar(2, '100'), bar(3, '95')])], 'EUR', now, forecast);
  expect(found.times).toHaveLength(5);
  expect(found.low).toEqual([null, null, 95, 80, 80]);
  expect(found.high.slice(3)).toEqual([100, 100]);
  expect(found.shops[0]?.values).toEqual([100, 95, 95, null, null]);
});

test('a band in another currency than the chart is left out', () => {
  const found = drawn([shop('a', [bar(3, '95')])], 'USD', now, forecast);
  expect(found.low.every((each) => each === null)).toBe(true);
});

test('shops share one axis, and a price in another currency is a gap', () => {
  const shops = [shop('a', [bar(1, '100'), bar(3, '95')]), shop('b', [bar(2, '7', { currency: 'USD' }), bar(3, '99')])];
  const found = drawn(shops, 'EUR', now, undefined);
  expect(found.times).toHaveLength(4);
  expect(found.shops.map((each) => each.values)).toEqual([
    [100, undefined, 95, 95],
    [undefined, null, 99, 99],
  ]);
});

test('where two currencies were read in a day, the one of the chart counts, whichever came first', () => {
  for (const items of [
    [bar(3, '95'), bar(3, '7', { currency: 'USD' })],
    [bar(3, '7', { currency: 'USD' }), bar(3, '95')],
  ]) {
    expect(drawn([shop('a', items)], 'EUR', now, undefined).shops[0]?.values[0]).toBe(95);
  }
});

test('nothing was ever read: nothing is drawn', () => {
  expect(drawn([], null, now, undefined).times).toEqual([]);
});

test('the file has a column for each shop, an empty field for a gap, and no formula for a spreadsheet', () => {
  const named = { ...shop('a', [bar(2, '100'), bar(3, null)]), host: '=cmd,"x"' };
  const [head, first, second] = asCsv(drawn([named], 'EUR', now, undefined), 'EUR').split('\r\n');
  expect(head).toBe('time,"\'=cmd,""x"" (EUR)",forecast low,forecast median,forecast high');
  expect(first).toBe('2026-03-03T00:00:00.000Z,100,,,');
  expect(second).toBe('2026-03-04T00:00:00.000Z,,,,');
});
