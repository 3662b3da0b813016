import { expect, test } from 'vitest';
import type { Schema } from '../../api/types';
import { dealSentence } from './deal-words';

type Deal = Schema<'Deal'>;

const usual = {
  known_days: 88,
  median: '91',
  lowest: '70',
  highest: '99',
  off_percent: '20.9',
  dearer_days: 80,
  since: '2026-01-01',
};
const claim = {
  was_price: '99',
  off_percent: '27',
  since: '2026-03-01',
  charged_days: 2,
  known_days: 30,
  last_charged: null,
  known_days_in_all: 90,
};

const said = (more: Partial<Deal>) =>
  dealSentence({ price: '72', currency: 'EUR', usual, claim, prior: null, unit: null, ...more } as Deal);

test('a verdict is a sentence with its numbers', () => {
  expect(said({ verdict: 'discount', claim: null })).toBe('21% under its 90-day median.');
  expect(said({ verdict: 'was_rarely_charged' })).toBe(
    'The “was” price of €99.00 was charged on only 2 of the 30 days known before. 21% under its 90-day median.',
  );
  expect(said({ verdict: 'above_usual', usual: { ...usual, off_percent: '-12' } })).toBe(
    '12% above its 90-day median, which is €91.00.',
  );
});

test('every verdict can be said, whatever is not known', () => {
  const verdicts: Deal['verdict'][] = [
    'discount',
    'usual_price',
    'above_usual',
    'was_never_charged',
    'was_rarely_charged',
    'raised_before_sale',
    'shrunk_pack',
    'currency_slip',
    'unknown',
  ];
  for (const verdict of verdicts) {
    for (const more of [{}, { usual: null }, { claim: null }, { usual: null, claim: null, currency: null }]) {
      const sentence = said({ verdict, ...more });
      expect(sentence).toMatch(/^[\dA-Z“].*\.$/);
      expect(sentence).not.toMatch(/null|undefined|NaN|\.\./);
    }
  }
});
