import { expect, test } from 'vitest';
import { saleEvents } from './sale-events';

const between = (since: string, until: string) =>
  saleEvents(new Date(`${since}T12:00:00`), new Date(`${until}T12:00:00`)).map((each) => [
    each.name,
    each.first.getDate(),
    each.last.getDate(),
  ]);

test('Black Friday is the day after the fourth Thursday of November, its week from Monday to Monday', () => {
  expect(between('2026-11-25', '2026-11-26')).toEqual([['black-friday', 23, 30]]); // Thanksgiving is the 26th
  expect(between('2024-11-29', '2024-11-29')).toEqual([['black-friday', 25, 2]]); // the 28th
  expect(between('2019-11-29', '2019-11-29')).toEqual([['black-friday', 25, 2]]); // the latest that there is
});

test('sales come by time, also over the turn of a year', () => {
  expect(between('2025-11-01', '2026-01-10').map(([name]) => name)).toEqual([
    'singles-day',
    'black-friday',
    'christmas',
    'after-christmas',
  ]);
  expect(between('2026-12-31', '2027-02-01')).toEqual([['after-christmas', 26, 31]]);
  expect(between('2026-03-01', '2026-06-01')).toEqual([]);
});
