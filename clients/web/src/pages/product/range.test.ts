import { expect, test } from 'vitest';
import { sinceOf, viewOf } from './range';

const view = (address: string) => viewOf((name) => new URLSearchParams(address).get(name));

test('what the address says of the chart is shown, and nonsense is as nothing', () => {
  expect(view('')).toEqual({ range: '90d', step: 'day', zoom: null });
  expect(view('range=all')).toEqual({ range: 'all', step: 'week', zoom: null });
  expect(view('range=1y&step=week&zoom=100-200').zoom).toEqual({ from: 100, to: 200 });
  for (const zoom of ['200-100', 'x', '1', '-5-7', '']) expect(view(`zoom=${zoom}`).zoom).toBeNull();
  expect(view('range=9y&step=minute')).toEqual({ range: '90d', step: 'day', zoom: null });
});

test('all is asked for by the week, for an answer holds no more days', () => {
  expect(view('range=all&step=day').step).toBe('week');
});

test('a range begins at midnight, so that the same question is asked all day', () => {
  const [morning, evening] = ['2026-03-04T08:00:00', '2026-03-04T20:00:00'].map((at) => sinceOf('30d', new Date(at)));
  expect(morning).toEqual(evening);
});
