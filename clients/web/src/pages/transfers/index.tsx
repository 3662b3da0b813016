import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useParams } from 'wouter';
import { answer, api } from '../../api/client';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Bones, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';
import { number } from '../../words/format';
import { BringIn } from './bring-in';
import { ExportPanel } from './export';
import { ImportPage } from './import';
import { useFormNames, useStateMarks } from './names';

type Import = Schema<'Import'>;

/** Files of watches, or the one that the address names. */
export default function TransfersPage() {
  const { id } = useParams();
  return id === undefined ? <Transfers /> : <ImportPage id={id} />;
}

/** Files of watches: in from other tools, and out. */
function Transfers() {
  const { t } = useLingui();
  const mayImport = useMay('manager');
  return (
    <>
      <PageHead title={t`Import and export`} under={t`Watches from files of other tools, and yours as a file`} />
      {mayImport && <BringIn />}
      <ExportPanel />
      <Past />
    </>
  );
}

function Past() {
  const { t } = useLingui();
  const forms = useFormNames();
  const marks = useStateMarks();
  const imports = usePages(['imports'], (next, signal) =>
    answer(api.GET('/v1/prices/imports', { params: { query: { limit: 20, next } }, signal })),
  );
  return (
    <Panel title={t`What came in`}>
      <Shown
        query={imports}
        skeleton={<Bones lines={3} height="2.5rem" />}
        isEmpty={(found) => found.length === 0}
        empty={
          <p>
            <Trans>No file was brought in yet.</Trans>
          </p>
        }
      >
        {(found) => (
          <>
            <Table<Import>
              label={t`What came in`}
              rows={found}
              keyOf={(row) => row.import_id}
              columns={[
                {
                  name: t`File`,
                  cell: (row) => <Link href={`/transfers/${row.import_id}`}>{row.file_name ?? row.import_id}</Link>,
                },
                { name: t`State`, cell: (row) => <Mark tone={marks[row.state][0]}>{marks[row.state][1]}</Mark> },
                { name: t`Form`, cell: (row) => (row.form === null ? t`unknown` : forms[row.form]) },
                { name: t`Rows`, isNumber: true, cell: (row) => (row.rows === null ? '–' : number(row.rows)) },
                { name: t`Added`, isNumber: true, cell: (row) => number(row.counts.added) },
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
