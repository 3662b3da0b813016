import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';

export type Form = NonNullable<Schema<'Import'>['form']>;

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
