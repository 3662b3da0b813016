import { Plural, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import type { Kind } from '../../parts/imports/kind';
import { number } from '../../words/format';

export type Import = Schema<'CatalogImport'>;
type Row = Schema<'CatalogImportedRow'>;
type Defaults = NonNullable<Schema<'CatalogImportRequest'>['defaults']>;

/** How many of its products are another than before. */
export const anotherOf = ({ counts }: Import) => counts.added + counts.changed;

/** Files of goods. `defaults`: what rows are taken to say that do not say it. */
export function useGoods(defaults: Defaults = {}): Kind<Import, Row, string> {
  const { t } = useLingui();
  return {
    path: '/goods',
    key: 'goods',
    fields: FIELDS,
    touches: TOUCHES,
    taken: anotherOf,
    // The index has not heard of all of them.
    isUnderWay: (kept) => kept.state === 'done' && kept.rows_indexed < anotherOf(kept),
    one: (import_id, signal) =>
      answer(api.GET('/v1/catalog/imports/{import_id}', { params: { path: { import_id } }, signal })),
    list: (next, signal) => answer(api.GET('/v1/catalog/imports', { params: { query: { limit: 20, next } }, signal })),
    rows: (import_id, state, next, signal) =>
      answer(
        api.GET('/v1/catalog/imports/{import_id}/rows', {
          params: { path: { import_id }, query: { limit: 50, next, state } },
          signal,
        }),
      ),
    confirm: (import_id, mapping) =>
      answer(
        api.POST('/v1/catalog/imports/{import_id}/confirm', { params: { path: { import_id } }, body: { mapping } }),
      ),
    undo: (import_id) =>
      answer(
        api.POST('/v1/catalog/imports/{import_id}/undo', { params: { path: { import_id } }, body: { force: false } }),
      ),
    send: (content, key) =>
      answer(
        api.POST('/v1/catalog/imports', {
          params: { header: { 'idempotency-key': key } },
          body: { ...content, defaults },
        }),
      ),
    about: [
      { name: t`Changed`, isNumber: true, cell: (row) => number(row.counts.changed) },
      { name: t`Refused`, isNumber: true, cell: (row) => number(row.counts.refused) },
    ],
    thing: {
      name: t`Goods`,
      cell: (row) =>
        row.product_id !== null && (row.state === 'changed' || row.state === 'unchanged' || row.state === 'added') ? (
          <Link href={`/catalog/${row.product_id}`}>{row.title ?? row.product_id}</Link>
        ) : (
          (row.title ?? '–')
        ),
    },
    left: (row) => row.unmapped,
    words: {
      all: t`All price lists`,
      none: t`No price list was brought in yet.`,
      file: () => t`A price list`,
      nothing: t`nothing of the goods`,
      load: (count) => <Plural value={count} one="Load # product" other="Load # products" />,
      loadAgain: t`Read again, and load`,
      loading: t`The goods are being loaded.`,
      takeBack: t`Take back what was loaded`,
      takingBack: t`What was loaded is being taken back.`,
    },
  };
}

const TOUCHES = ['catalog-search', 'catalog-product'] as const;
const FIELDS: readonly string[] = [
  'title', 'description', 'category', 'sku', 'brand', 'gtin', 'mpn', 'supplier', 'supplier_country', 'origin', 'hs_code',
  'currency', 'price', 'price_breaks', 'unit', 'moq', 'stock', 'lead_time_days', 'incoterm', 'incoterm_place',
  'valid_until', 'quality_tier', 'certifications', 'tags', 'language', 'url', 'image', 'unit_weight_kg',
  'unit_volume_m3', 'attribute', 'attributes',
]; // biome-ignore format: a list of words
