import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
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
import styles from './goods.module.css';
import { FIELDS, type RowState, useRowMarks, useStateMarks } from './names';

type Import = Schema<'CatalogImport'>;
type Row = Schema<'CatalogImportedRow'>;
const MOVES: ReadonlySet<Import['state']> = new Set(['awaiting_upload', 'reading', 'judging', 'loading', 'undoing']);
const READ_ONLY: ReadonlySet<Import['state']> = new Set(['reading', 'judging', 'proposed']);
const ASKED_AGAIN_MS = 1000;

/** One file of goods: how far it is, what each row becomes, and the way on or back. */
export function ImportPage({ id }: { id: string }) {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: ['goods', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/imports/{import_id}', { params: { path: { import_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data && moves(query.state.data) ? ASKED_AGAIN_MS : false),
  });
  return (
    <>
      <PageHead
        title={found.data?.file_name ?? t`Import`}
        actions={
          <LinkButton to="/goods" look="quiet">
            <Trans>All files of goods</Trans>
          </LinkButton>
        }
      />
      <Shown query={found} skeleton={<Bones lines={6} height="3rem" />}>
        {(kept) => (
          <>
            <State of={kept} />
            {kept.rows !== null && kept.rows > 0 && <Rows of={kept} />}
          </>
        )}
      </Shown>
    </>
  );
}

/** Whether it changes by itself: its rows are under way, or the index has not heard of all of them. */
function moves(kept: Import): boolean {
  const another = kept.counts.added + kept.counts.changed;
  return MOVES.has(kept.state) || (kept.state === 'done' && kept.rows_indexed < another);
}

function State({ of: kept }: { of: Import }) {
  const { t } = useLingui();
  const marks = useStateMarks();
  const rowMarks = useRowMarks(READ_ONLY.has(kept.state));
  const counted = (Object.keys(rowMarks) as RowState[]).filter((state) => kept.counts[state] > 0);
  const another = kept.counts.added + kept.counts.changed;
  return (
    <Panel title={t`A file of goods`} actions={<Mark tone={marks[kept.state][0]}>{marks[kept.state][1]}</Mark>}>
      {MOVES.has(kept.state) && (
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
      {kept.state === 'done' && another > 0 && (
        <p className={styles.soft}>
          {kept.rows_indexed < another ? (
            <Trans>
              {number(kept.rows_indexed)} of {number(another)} can be found by now
            </Trans>
          ) : (
            <Trans>All of them can be found.</Trans>
          )}
        </p>
      )}
      <Actions of={kept} />
    </Panel>
  );
}

/** Load what was proposed, with another mapping of the columns if need be; or take back what was loaded. */
function Actions({ of: kept }: { of: Import }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayAct = useMay('manager');
  const [mapping, setMapping] = useState<Mapping<string> | null>(null);
  const path = { import_id: kept.import_id };
  const act = useMutation<Import, Problem, 'confirm' | 'undo'>({
    mutationFn: (what) =>
      what === 'confirm'
        ? answer(api.POST('/v1/catalog/imports/{import_id}/confirm', { params: { path }, body: { mapping } }))
        : answer(api.POST('/v1/catalog/imports/{import_id}/undo', { params: { path }, body: { force: false } })),
    onSuccess: (found, what) => {
      client.setQueryData(['goods', kept.import_id], found);
      setMapping(null);
      tell(what === 'confirm' ? t`The goods are being loaded.` : t`What was loaded is being taken back.`);
    },
  });
  useEffect(() => {
    if (kept.state === 'done' || kept.state === 'undone') {
      void client.invalidateQueries({ queryKey: ['catalog-search'] });
      void client.invalidateQueries({ queryKey: ['goods'], exact: true });
    }
  }, [kept.state, client]);
  if (!mayAct) return null;
  const ready = kept.counts.added + kept.counts.changed;
  return (
    <>
      {kept.state === 'proposed' && kept.columns.length > 0 && (
        <Columns<string>
          columns={kept.columns}
          fields={FIELDS}
          nothing={t`nothing of the goods`}
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
            isDisabled={mapping === null && ready === 0}
            onPress={() => act.mutate('confirm')}
          >
            {mapping === null ? (
              <Plural value={ready} one="Load # product" other="Load # products" />
            ) : (
              <Trans>Read again, and load</Trans>
            )}
          </Button>
        )}
        {kept.state === 'done' && ready > 0 && (
          <Button isPending={act.isPending} onPress={() => act.mutate('undo')}>
            <Trans>Take back what was loaded</Trans>
          </Button>
        )}
      </div>
    </>
  );
}

/** What became of each row, all or those in the state that the address names. */
function Rows({ of: kept }: { of: Import }) {
  const { t } = useLingui();
  const marks = useRowMarks(READ_ONLY.has(kept.state));
  const [asked, ask] = useSearchParams();
  const state = (Object.keys(marks) as RowState[]).find((each) => each === asked.get('rows'));
  const rows = usePages(['goods-rows', kept.import_id, kept.state, kept.rows_done, state], (next, signal) =>
    answer(
      api.GET('/v1/catalog/imports/{import_id}/rows', {
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
                {
                  name: t`Goods`,
                  cell: (row) =>
                    row.product_id !== null && kept.state === 'done' ? (
                      <Link href={`/catalog/${row.product_id}`}>{row.title ?? row.product_id}</Link>
                    ) : (
                      (row.title ?? '–')
                    ),
                },
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
                  cell: (row) => (row.unmapped.length === 0 ? '–' : row.unmapped.join(', ')),
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
