import type { Step } from './queries';

const DAY = 86_400_000;
export const RANGES = ['30d', '90d', '1y', 'all'] as const;
export type Range = (typeof RANGES)[number];
const DAYS: Record<Range, number> = { '30d': 30, '90d': 90, '1y': 365, all: 1095 };

/** What the chart shows: a range up to now, or a stretch that was dragged out of it (in seconds). */
export type View = { range: Range; step: Step; zoom: { from: number; to: number } | null };

/** A view as the address has it. */
export function viewOf(at: (name: string) => string | null): View {
  const range = RANGES.find((each) => each === at('range')) ?? '90d';
  const step = stepsOf(range).find((each) => each === at('step')) ?? usualStep(range);
  const [from, to, ...more] = (at('zoom') ?? '').split('-').map(Number);
  const isZoomed = from !== undefined && to !== undefined && more.length === 0 && from > 0 && from < to;
  return { range, step, zoom: isZoomed ? { from, to } : null };
}

/** A bar a day up to a year, which can be told apart; an answer holds 1,000 bars, so of all there is a bar a week. */
export const usualStep = (range: Range): Step => (range === 'all' ? 'week' : 'day');

/** The steps that an answer about a range has room for. */
export const stepsOf = (range: Range): readonly Step[] => (range === 'all' ? ['week'] : ['day', 'week']);

/** Where a range begins: at midnight, so that the same question is asked all day. */
export function sinceOf(range: Range, now: Date): Date {
  const since = new Date(now.getTime() - DAYS[range] * DAY);
  since.setHours(0, 0, 0, 0);
  return since;
}
