import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'wouter';
import { answer, api } from '../../api/client';
import type { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Button, LinkButton } from '../../parts/button';
import { Columns, type Mapping } from '../../parts/columns';
import { Choice } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Figures, Panel } from '../../parts/panel';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { tell } from '../../parts/told';
import { number } from '../../words/format';
import { FIELDS, type Field } from './fields';
import { type RowState, useFormNames, useRowMarks, useStateMarks } from './names';
import styles from './transfers.module.css';

type Import = Schema<'Import'>;
type Row = Schema<'ImportedRow'>;
const MOVES: ReadonlySet<Import['state']> = new Set(['awaiting_upload', 'reading', 'adding', 'undoing']);
const ASKED_AGAIN_MS = 1000;

/** One file that came in: how far it is, what each row becomes, and the way on or back. */
export function ImportPage({ id }: { id: string }) {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/prices/imports/{import_id}', { params: { path: { import_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && MOVES.has(query.state.data.state) ? ASKED_AGAIN_MS : false),
  });
  return (
    <>
      <PageHead
        title={found.data?.file_name ?? t`Import`}
        actions={
          <LinkButton to="/transfers" look="quiet">
            <Trans>All imports</Trans>
          </LinkButton>
        }
      />
      <Shown query={found} skeleton={<Bones lines={6} height="3rem" />}>
        {(kept) => <Kept import={kept} />}
      </Shown>
    </>
  );
}

function Kept({ import: kept }: { import: Import }) {
  const { t } = useLingui();
  const forms = useFormNames();
  const marks = useStateMarks();
  const rowMarks = useRowMarks();
  const isMoving = MOVES.has(kept.state);
  const counted = (Object.keys(rowMarks) as RowState[]).filter((state) => kept.counts[state] > 0);
  return (
    <>
      <Panel
        title={kept.form === null ? t`A file` : forms[kept.form]}
        actions={<Mark tone={marks[kept.state][0]}>{marks[kept.state][1]}</Mark>}
      >
        {isMoving && (
          <progress
            className={styles.progress}
            aria-label={marks[kept.state][1]}
            {...(kept.rows ? { value: kept.rows_done, max: kept.rows } : {})}
          />
        )}
        {kept.reason !== null && <Notice kind={kept.state === 'failed' ? 'bad' : 'warn'}>{kept.reason}</Notice>}
        {counted.length > 0 && (
          <Figures of={counted.map((state) => ({ name: rowMarks[state][1], value: number(kept.counts[state]) }))} />
        )}
        <Actions import={kept} />
      </Panel>
      {kept.unmapped.length > 0 && (
        <Panel title={t`What a watch cannot hold`}>
          <ul className={styles.list}>
            {kept.unmapped.map((each) => (
              <li key={each.field + each.value}>
                <code>{each.field}</code> {each.value} <span className={styles.soft}>{each.why}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {kept.rows !== null && kept.rows > 0 && <Rows of={kept} />}
    </>
  );
}

/** Add what was proposed, with another mapping of the columns if need be; or take back what was added. */
function Actions({ import: kept }: { import: Import }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayAct = useMay('manager');
  const [mapping, setMapping] = useState<Mapping<Field> | null>(null);
  const path = { import_id: kept.import_id };
  const act = useMutation<Import, Problem, 'confirm' | 'undo'>({
    mutationFn: (what) =>
      what === 'confirm'
        ? answer(api.POST('/v1/prices/imports/{import_id}/confirm', { params: { path }, body: { mapping } }))
        : answer(api.POST('/v1/prices/imports/{import_id}/undo', { params: { path }, body: { force: false } })),
    onSuccess: async (found, what) => {
      client.setQueryData(['import', kept.import_id], found);
      setMapping(null);
      tell(what === 'confirm' ? t`The watches are being added.` : t`What was added is being taken back.`);
    },
  });
  useEffect(() => {
    if (kept.state === 'done' || kept.state === 'undone') {
      void client.invalidateQueries({ queryKey: ['watches'] });
      void client.invalidateQueries({ queryKey: ['imports'] });
    }
  }, [kept.state, client]);
  if (!mayAct) return null;
  return (
    <>
      {kept.state === 'proposed' && kept.columns.length > 0 && (
        <Columns<Field>
          columns={kept.columns}
          fields={FIELDS}
          nothing={t`nothing of a watch`}
          mapping={mapping}
          onChange={setMapping}
        />
      )}
      {act.error !== null && <FailedLine problem={act.error} />}
      <div className={styles.actions}>
        {kept.state === 'proposed' && (
          <Button
            look="main"
            isPending={act.isPending}
            isDisabled={mapping === null && kept.counts.ready === 0}
            onPress={() => act.mutate('confirm')}
          >
            {mapping === null ? (
              <Plural value={kept.counts.ready} one="Add # watch" other="Add # watches" />
            ) : (
              <Trans>Read again, and add</Trans>
            )}
          </Button>
        )}
        {kept.state === 'done' && kept.counts.added > 0 && (
          <Button isPending={act.isPending} onPress={() => act.mutate('undo')}>
            <Trans>Take back what was added</Trans>
          </Button>
        )}
      </div>
    </>
  );
}

/** What became of each row, all or those in the state that the address names. */
function Rows({ of: kept }: { of: Import }) {
  const { t } = useLingui();
  const marks = useRowMarks();
  const [asked, ask] = useSearchParams();
  const state = (Object.keys(marks) as RowState[]).find((each) => each === asked.get('rows'));
  const rows = usePages(['import-rows', kept.import_id, kept.state, kept.rows_done, state], (next, signal) =>
    answer(
      api.GET('/v1/prices/imports/{import_id}/rows', {
        params: { path: { import_id: kept.import_id }, query: { limit: 50, next, state: state ?? null } },
        signal,
      }),
    ),
  );
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
            ...(Object.keys(marks) as RowState[]).map((value) => ({ value, label: marks[value][1] })),
          ]}
          onChange={(value) => ask(value === 'all' ? {} : { rows: value })}
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
            <Table<Row>
              label={t`Rows`}
              rows={found}
              keyOf={(row) => row.place}
              columns={[
                { name: t`Page`, cell: (row) => row.label ?? row.url ?? row.place },
                { name: t`Where`, cell: (row) => row.place },
                {
                  name: t`What becomes of it`,
                  cell: (row) => (
                    <>
                      <Mark tone={marks[row.state][0]}>{marks[row.state][1]}</Mark> {row.reason}
                    </>
                  ),
                },
                {
                  name: t`Left out`,
                  cell: (row) => (row.unmapped.length === 0 ? '–' : row.unmapped.map((each) => each.field).join(', ')),
                },
              ]}
            />
            <More of={rows} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
