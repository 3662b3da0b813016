import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import { inBase64, LARGEST_BYTES } from '../../api/file';
import type { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { DropFile } from '../../parts/drop-file';
import { Field } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';
import { number } from '../../words/format';
import styles from './goods.module.css';
import { ImportPage } from './import';
import { useStateMarks } from './names';

type Import = Schema<'CatalogImport'>;

/** Files of goods, or the one that the address names. */
export default function GoodsPage() {
  const { id } = useParams();
  return id === undefined ? <Goods /> : <ImportPage id={id} />;
}

function Goods() {
  const { t } = useLingui();
  const mayImport = useMay('manager');
  return (
    <>
      <PageHead title={t`Bring in goods`} under={t`Price lists and catalogues of suppliers`} />
      {mayImport && <BringIn />}
      <Past />
    </>
  );
}

/** A file to bring in. It is only read at first; nothing is stored until that is confirmed. */
function BringIn() {
  const { t } = useLingui();
  const [, go] = useLocation();
  const [said, say] = useState({ supplier: '', currency: '' });
  const send = useMutation<Schema<'CatalogAskedImport'>, Problem, { file: File; key: string }>({
    mutationFn: async ({ file, key }) =>
      answer(
        api.POST('/v1/catalog/imports', {
          params: { header: { 'idempotency-key': key } },
          body: {
            file_name: file.name.slice(0, 200),
            dry_run: true,
            content: await inBase64(file, t`is too large for this page`),
            defaults: { supplier: said.supplier.trim() || null, currency: said.currency.trim() || null },
          },
        }),
      ),
    onSuccess: (found) => go(`/goods/${found.import_id}`),
  });
  const most = number(LARGEST_BYTES / 1000, 0);
  return (
    <Panel title={t`A file of goods`}>
      <div className={styles.said}>
        <Field
          label={t`Supplier`}
          hint={t`Of rows that name none`}
          value={said.supplier}
          onChange={(supplier) => say({ ...said, supplier })}
          problem={send.error?.about('defaults.supplier')}
        />
        <Field
          label={t`Currency`}
          hint={t`Of prices that name none, as USD`}
          maxLength={3}
          value={said.currency}
          onChange={(currency) => say({ ...said, currency: currency.toUpperCase() })}
          problem={send.error?.about('defaults.currency')}
        />
      </div>
      <DropFile
        name={t`File of goods`}
        accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.xlsx"
        isPending={send.isPending}
        onFile={(file) => send.mutate({ file, key: newKey() })}
      >
        <Trans>
          CSV, JSON lines or XLSX, up to {most} kB here. It is only read at first: you see what each row becomes before
          anything is stored. Larger files, up to two million rows, come in by the bucket or by the command.
        </Trans>
      </DropFile>
      {send.error !== null && <FailedLine problem={send.error} />}
    </Panel>
  );
}

function Past() {
  const { t } = useLingui();
  const marks = useStateMarks();
  const imports = usePages(['goods'], (next, signal) =>
    answer(api.GET('/v1/catalog/imports', { params: { query: { limit: 20, next } }, signal })),
  );
  return (
    <Panel title={t`What came in`}>
      <Shown
        query={imports}
        skeleton={<Bones lines={3} height="2.5rem" />}
        isEmpty={(found) => found.length === 0}
        empty={
          <p>
            <Trans>No file of goods was brought in yet.</Trans>
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
                  cell: (row) => <Link href={`/goods/${row.import_id}`}>{row.file_name ?? row.import_id}</Link>,
                },
                { name: t`State`, cell: (row) => <Mark tone={marks[row.state][0]}>{marks[row.state][1]}</Mark> },
                { name: t`Rows`, isNumber: true, cell: (row) => (row.rows === null ? '–' : number(row.rows)) },
                { name: t`Added`, isNumber: true, cell: (row) => number(row.counts.added) },
                { name: t`Refused`, isNumber: true, cell: (row) => number(row.counts.refused) },
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
