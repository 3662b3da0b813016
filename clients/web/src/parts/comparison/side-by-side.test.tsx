import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { showPage } from '../../testing/page';
import type { Comparison } from './charges';
import { SideBySide } from './side-by-side';

const line = (charge: string, amount: string | null, more: object = {}) => ({
  charge, name: charge, payer: null, amount, how: 'as told', source: null, is_counted: true, ...more,
}); // biome-ignore format: one charge a line
const product = (id: string, total: string, lines: object[], more: object = {}) => ({
  product_id: id,
  title: `Kettle ${id}`,
  brand: null,
  origin: 'CN',
  hs_code: null,
  quality_tier: null,
  certifications: ['ce', 'RoHS'],
  offer: null,
  excluded: null,
  cost: { currency: 'EUR', total, per_unit: '11.6431', lines, leaves_out: [], transit_days: null, ...more },
});
const found = (more: object = {}) =>
  ({
    destination: 'DE',
    quantity: 1000,
    currency: 'EUR',
    at: '2026-03-04T12:00:00Z',
    attributes: [],
    attributes_left_out: 0,
    rates: [],
    tariffs: [],
    items: [
      product('a', '9000', [line('goods', '8000'), line('loading', '0'), line('tax', '1000', { name: 'VAT' }),
        line('tax', '500', { name: 'Excise', is_counted: false })]),
      product('b', '10000', [line('goods', '9000'), line('loading', '0'), line('tax', '1000', { name: 'VAT' })]),
    ],
    verdict: { value: 'a', reasons: [{ text: 'in English' }], alternatives: [], basis: 'rule', degraded: false },
    changes: [
      { turn: 'quantity', product_id: 'b', of_product_id: null, value: '199', unit: 'pieces', text: 'q' },
      { turn: 'duty', product_id: 'b', of_product_id: 'a', value: '16.11', unit: 'percent', text: 'd' },
      { turn: 'price', product_id: 'b', of_product_id: 'a', value: '10.152559', unit: 'USD', text: 'p' },
    ],
    ...more,
  }) as unknown as Comparison; // biome-ignore format: one charge a line

test('the verdict is told by its figures, in the words of the reader', () => {
  showPage(<SideBySide of={found()} />, {});
  const verdict = screen.getByRole('region', { name: 'Kettle a' });
  expect(within(verdict).getByText(/€1,000.00 \(10%\)/)).toBeTruthy();
  expect(verdict.textContent).toContain('Next comes Kettle b. The difference: Goods €1,000.00 less');
  expect(verdict.textContent).toContain('Up to 199 pieces, Kettle b costs least.');
  expect(verdict.textContent).toContain('With a duty of 16.11% on Kettle a, Kettle b costs least.');
  expect(verdict.textContent).toContain('With Kettle a above $10.15 a unit, Kettle b costs least.');
  expect(verdict.textContent).not.toContain('in English');
});

test('each tax has its row, what the buyer gets back says so, and what costs nothing has none', () => {
  showPage(<SideBySide of={found()} />, {});
  const costs = screen.getByRole('region', { name: 'What each costs' });
  const rows = within(costs).getAllByRole('row');
  expect(rows.map((each) => each.firstElementChild?.textContent)).toEqual(
    ['', 'Goods', 'Import taxesVAT', 'Import taxesExcise', 'In all', 'A unit', 'On the way'],
  ); // biome-ignore format: a list of words
  expect(rows[3]?.textContent).toContain('€500.00you get it back–');
  expect(screen.getByText(/Nothing to pay beside the price for:/).textContent).toContain('Loading');
});

test('where the cheapest is not known, why stands in its place', () => {
  const verdict = { value: null, reasons: [{ text: 'nobody told the freight' }] };
  showPage(<SideBySide of={found({ verdict, changes: [] })} />, {});
  expect(screen.getByRole('region', { name: 'Which costs least is not known' }).textContent).toContain('nobody told');
});
