import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';
import type { Tone } from '../../parts/mark';

export type State = Schema<'CatalogImportState'>;
export type RowState = Schema<'CatalogRowState'>;

export function useStateMarks(): Record<State, [Tone, string]> {
  const { t } = useLingui();
  return {
    awaiting_upload: ['unknown', t`waits for the file`],
    reading: ['unknown', t`being read`],
    judging: ['unknown', t`being looked at`],
    proposed: ['warn', t`waits for you`],
    loading: ['unknown', t`being loaded`],
    done: ['good', t`done`],
    failed: ['bad', t`cannot be read`],
    undoing: ['unknown', t`being taken back`],
    undone: ['unknown', t`taken back`],
  };
}

/** What became of a row; of a file that is only read, what would become of it. */
export function useRowMarks(isOnlyRead: boolean): Record<RowState, [Tone, string]> {
  const { t } = useLingui();
  return {
    added: ['good', isOnlyRead ? t`would be added` : t`added`],
    changed: ['good', isOnlyRead ? t`would be changed` : t`changed`],
    unchanged: ['unknown', t`as before`],
    refused: ['bad', t`refused`],
    undone: ['unknown', t`taken back`],
    kept: ['warn', t`changed since, kept`],
  };
}

/** What a column may hold, in the order in which people look for it. */
export const FIELDS: readonly string[] = [
  'title', 'description', 'category', 'sku', 'brand', 'gtin', 'mpn', 'supplier', 'supplier_country', 'origin', 'hs_code',
  'currency', 'price', 'price_breaks', 'unit', 'moq', 'stock', 'lead_time_days', 'incoterm', 'incoterm_place',
  'valid_until', 'quality_tier', 'certifications', 'tags', 'language', 'url', 'image', 'unit_weight_kg',
  'unit_volume_m3', 'attribute', 'attributes',
]; // biome-ignore format: a list of words
