import { Trans, useLingui } from '@lingui/react/macro';
import { Choice } from './field';
import { Mark } from './mark';
import { Table } from './table';

export type Column<Field extends string> = {
  name: string;
  field: Field | null;
  sample: string | null;
  certain: boolean;
};
export type Mapping<Field extends string> = Record<string, Field | null>;

/** What each column of a table is taken for, and the way to say otherwise. `fields`: in the order of the list. */
export function Columns<Field extends string>({
  columns,
  fields,
  nothing,
  mapping,
  onChange,
}: {
  columns: readonly Column<Field>[];
  fields: readonly Field[];
  nothing: string;
  mapping: Mapping<Field> | null;
  onChange: (mapping: Mapping<Field>) => void;
}) {
  const { t } = useLingui();
  const now: Mapping<Field> = mapping ?? Object.fromEntries(columns.map((column) => [column.name, column.field]));
  return (
    <Table<Column<Field>>
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
                { value: 'nothing', label: nothing },
                ...fields.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
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
