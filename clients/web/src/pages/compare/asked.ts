import type { Schema } from '../../api/types';

export const INCOTERMS = ['EXW', 'FCA', 'FAS', 'FOB', 'CFR', 'CIF', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP'] as const;
export type Incoterm = (typeof INCOTERMS)[number];
export type At = (name: string) => string | null;

/** What one unit of some currencies is worth, as `USD 0.92, CNY 0.13`. */
export const RATES = /^[A-Z]{3} \d{1,9}(\.\d{1,9})?( *, *[A-Z]{3} \d{1,9}(\.\d{1,9})?){0,9}$/;

/** The products that the address names. */
export const idsOf = (at: At) => (at('of') ?? '').split(',').filter((each) => each !== '');

/** What the address asks for; null while it does not say enough. `today`: the day whose rates are stated, as 2026-11-24. */
export function askedOf(at: At, today: string): Schema<'CompareRequest'> | null {
  const [to, quantity, currency] = [at('to') ?? '', Number(at('quantity')), at('currency') ?? 'USD'];
  if (!/^[A-Z]{2}$/.test(to) || !Number.isInteger(quantity) || quantity < 1) return null;
  return {
    items: idsOf(at).map((product_id) => ({ product_id })),
    destination: to,
    quantity,
    currency,
    incoterm: INCOTERMS.find((each) => each === at('incoterm')) ?? null,
    is_insured: at('insured') !== 'no',
    recovers_tax: at('tax') === 'back',
    rates: ratesOf(at('rates') ?? '', today),
  };
}

function ratesOf(text: string, today: string): NonNullable<Schema<'CompareRequest'>['rates']> {
  if (!RATES.test(text)) return [];
  return text.split(',').map((each) => {
    const [currency = '', rate = ''] = each.trim().split(' ');
    return { currency, rate, date: today };
  });
}
