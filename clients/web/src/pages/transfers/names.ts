import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';
import type { Tone } from '../../parts/mark';

export type Form = NonNullable<Schema<'Import'>['form']>;
export type State = Schema<'Import'>['state'];
export type RowState = Schema<'ImportedRow'>['state'];

export function useFormNames(): Record<Form, string> {
  const { t } = useLingui();
  return {
    csv: t`Table (CSV)`,
    json: t`Our own (JSON)`,
    changedetection: 'changedetection.io',
    'changedetection-xlsx': 'changedetection.io (XLSX)',
    urls: t`List of addresses`,
    distill: 'Distill',
    keepa: 'Keepa',
  };
}

export function useStateMarks(): Record<State, [Tone, string]> {
  const { t } = useLingui();
  return {
    awaiting_upload: ['unknown', t`waits for the file`],
    reading: ['unknown', t`being read`],
    proposed: ['warn', t`waits for you`],
    adding: ['unknown', t`being added`],
    done: ['good', t`done`],
    failed: ['bad', t`cannot be read`],
    undoing: ['unknown', t`being taken back`],
    undone: ['unknown', t`taken back`],
  };
}

export function useRowMarks(): Record<RowState, [Tone, string]> {
  const { t } = useLingui();
  return {
    ready: ['good', t`would be added`],
    added: ['good', t`added`],
    refused: ['bad', t`refused`],
    already_watched: ['unknown', t`watched already`],
    undone: ['unknown', t`taken back`],
    kept: ['warn', t`kept: changed since`],
  };
}
