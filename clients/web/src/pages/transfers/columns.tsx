import { Trans, useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';
import { Choice } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { Table } from '../../parts/table';

type Column = Schema<'Column'>;
type Field = NonNullable<Column['field']>;
export type Mapping = Record<string, Field | null>;

/** What a column may hold, in the order in which people look for it. */
const FIELDS: readonly Field[] = [
  'url', 'label', 'tags', 'target_price', 'drop_percent', 'rise_percent', 'currency', 'variant', 'back_in_stock',
  'all_time_low', 'any_change', 'every_minutes', 'fastest_minutes', 'days', 'from_hour', 'until_hour', 'time_zone',
  'price_selector', 'availability_selector', 'title_selector', 'paused', 'asin', 'marketplace',
]; // biome-ignore format: a list of words

/** What each column of a table is taken for, and the way to say otherwise. */
export function Columns({
  columns,
  mapping,
  onChange,
}: {
  columns: readonly Column[];
  mapping: Mapping | null;
  onChange: (mapping: Mapping) => void;
}) {
  const { t } = useLingui();
  const now: Mapping = mapping ?? Object.fromEntries(columns.map((column) => [column.name, column.field]));
  return (
    <Table<Column>
      label={t`Columns of the file`}
      rows={columns}
      keyOf={(column) => column.name}
      columns={[
        { name: t`Column`, cell: (column) => column.name },
        { name: t`As in`, cell: (column) => column.sample ?? '–' },
        {
          name: t`Holds`,
          cell: (column) => (
            <Choice<Field | 'nothing'>
              label={t`What ${column.name} holds`}
              isCompact
              value={now[column.name] ?? 'nothing'}
              options={[
                { value: 'nothing', label: t`nothing of a watch` },
                ...FIELDS.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
              ]}
              onChange={(value) => onChange({ ...now, [column.name]: value === 'nothing' ? null : value })}
            />
          ),
        },
        {
          name: t`How sure`,
          cell: (column) =>
            column.certain ? (
              <Mark tone="good">
                <Trans>known</Trans>
              </Mark>
            ) : (
              <Mark tone="warn">
                <Trans>a guess</Trans>
              </Mark>
            ),
        },
      ]}
    />
  );
}
