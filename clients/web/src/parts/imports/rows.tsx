import { Trans, useLingui } from '@lingui/react/macro';
import { useSearchParams } from 'wouter';
import { Choice } from '../field';
import { Mark } from '../mark';
import { More, usePages } from '../more';
import { Panel } from '../panel';
import { Bones, Shown } from '../states';
import { type Column, Table } from '../table';
import type { Import, Kind, Row, RowState } from './kind';
import { useRowMarks } from './marks';

/** What became of each row, all or those in the state that the address names. */
export function Rows<Kept extends Import<Field>, Line extends Row, Field extends string>({
  kind,
  of: kept,
}: {
  kind: Kind<Kept, Line, Field>;
  of: Kept;
}) {
  const { t } = useLingui();
  const marks = useRowMarks(kept);
  const [asked, ask] = useSearchParams();
  const states = (Object.keys(marks) as RowState[]).filter((each) => each in kept.counts);
  const state = states.find((each) => each === asked.get('rows'));
  const rows = usePages([kind.key, 'rows', kept.import_id, kept.state, kept.rows_done, state], (next, signal) =>
    kind.rows(kept.import_id, state ?? null, next, signal),
  );
  const isAnyLeft = rows.data?.some((row) => kind.left(row).length > 0);
  const columns: Column<Line>[] = [
    kind.thing,
    { name: t`Where`, cell: (row) => row.place },
    {
      name: t`What becomes of it`,
      cell: (row) => (
        <>
          <Mark tone={marks[row.state][0]}>{marks[row.state][1]}</Mark> {row.reason}
        </>
      ),
    },
  ];
  if (isAnyLeft) columns.push({ name: t`Left out`, cell: (row) => kind.left(row).join(', ') || '–' });
  return (
    <Panel
      title={t`Rows`}
      actions={
        <Choice<RowState | 'all'>
          label={t`Show`}
          isCompact
          value={state ?? 'all'}
          options={[
            { value: 'all', label: t`All rows` },
            ...states.map((value) => ({ value, label: marks[value][1] })),
          ]}
          onChange={(value) => ask(value === 'all' ? {} : { rows: value }, { replace: true })}
        />
      }
    >
      <Shown
        query={rows}
        skeleton={<Bones lines={5} height="2.5rem" />}
        isEmpty={(found) => found.length === 0 && !rows.hasNextPage}
        empty={
          <p>
            <Trans>No row is in this state.</Trans>
          </p>
        }
      >
        {(found) => (
          <>
            <Table<Line> label={t`Rows`} rows={found} keyOf={(row) => row.place} columns={columns} />
            <More of={rows} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
