import { useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { number } from '../../words/format';
import { Mark } from '../mark';
import { More, usePages } from '../more';
import { Panel } from '../panel';
import { Bones, Shown } from '../states';
import { Table } from '../table';
import { When } from '../when';
import type { Import, Kind, Row } from './kind';
import { useStateMarks } from './marks';

/** The files that came in, newest first. */
export function Past<Kept extends Import<Field>, Line extends Row, Field extends string>({
  kind,
}: {
  kind: Kind<Kept, Line, Field>;
}) {
  const { t } = useLingui();
  const marks = useStateMarks();
  const imports = usePages([kind.key, 'list'], kind.list);
  return (
    <Panel title={t`What came in`}>
      <Shown
        query={imports}
        skeleton={<Bones lines={3} height="2.5rem" />}
        isEmpty={(found) => found.length === 0}
        empty={<p>{kind.words.none}</p>}
      >
        {(found) => (
          <>
            <Table<Kept>
              label={t`What came in`}
              rows={found}
              keyOf={(row) => row.import_id}
              columns={[
                {
                  name: t`File`,
                  cell: (row) => <Link href={`${kind.path}/${row.import_id}`}>{row.file_name ?? row.import_id}</Link>,
                },
                { name: t`State`, cell: (row) => <Mark tone={marks[row.state][0]}>{marks[row.state][1]}</Mark> },
                { name: t`Rows`, isNumber: true, cell: (row) => (row.rows === null ? '–' : number(row.rows)) },
                { name: t`Added`, isNumber: true, cell: (row) => number(row.counts.added ?? 0) },
                ...kind.about,
                { name: t`When`, cell: (row) => <When at={row.created_at} /> },
              ]}
            />
            <More of={imports} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
