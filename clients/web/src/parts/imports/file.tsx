import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import { number } from '../../words/format';
import { Button, LinkButton } from '../button';
import { Columns, type Mapping } from '../columns';
import { Mark } from '../mark';
import { Notice } from '../notice';
import { PageHead } from '../page-head';
import { Figures, Panel } from '../panel';
import { Bones, FailedLine, Shown } from '../states';
import { tell } from '../told';
import styles from './imports.module.css';
import type { Import, Kind, Row, RowState } from './kind';
import { isMoving, useRowMarks, useStateMarks } from './marks';
import { Rows } from './rows';

const ASKED_AGAIN_MS = 1000;
type Of<Kept extends Import<Field>, Line extends Row, Field extends string> = {
  kind: Kind<Kept, Line, Field>;
  of: Kept;
};

/** One file that came in: how far it is, what each row becomes, and the way on or back.
 *
 * `standing`: what is said of it below its figures; `below`: between those and its rows.
 */
export function ImportPage<Kept extends Import<Field>, Line extends Row, Field extends string>({
  id,
  kind,
  standing,
  below,
}: {
  id: string;
  kind: Kind<Kept, Line, Field>;
  standing?: (kept: Kept) => ReactNode;
  below?: (kept: Kept) => ReactNode;
}) {
  const { t } = useLingui();
  const found = useQuery<Kept, Problem>({
    queryKey: [kind.key, 'one', id],
    queryFn: ({ signal }) => kind.one(id, signal),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && (isMoving(data) || kind.isUnderWay?.(data)) ? ASKED_AGAIN_MS : false,
  });
  return (
    <>
      <PageHead
        title={found.data?.file_name ?? t`Import`}
        actions={
          <LinkButton to={kind.path} look="quiet">
            {kind.words.all}
          </LinkButton>
        }
      />
      <Shown query={found} skeleton={<Bones lines={6} height="3rem" />}>
        {(kept) => (
          <>
            <Standing kind={kind} of={kept}>
              {standing?.(kept)}
            </Standing>
            {below?.(kept)}
            {kept.rows !== null && kept.rows > 0 && <Rows kind={kind} of={kept} />}
          </>
        )}
      </Shown>
    </>
  );
}

function Standing<Kept extends Import<Field>, Line extends Row, Field extends string>({
  kind,
  of: kept,
  children,
}: Of<Kept, Line, Field> & { children: ReactNode }) {
  const [tone, state] = useStateMarks()[kept.state];
  const marks = useRowMarks(kept);
  const counted = (Object.keys(marks) as RowState[]).flatMap((each) => {
    const count = kept.counts[each] ?? 0;
    return count === 0 ? [] : [{ name: marks[each][1], value: <Link href={`?rows=${each}`}>{number(count)}</Link> }];
  });
  return (
    <Panel title={kind.words.file(kept)} actions={<Mark tone={tone}>{state}</Mark>}>
      {isMoving(kept) && (
        <progress
          className={styles.progress}
          aria-label={state}
          {...(kept.rows ? { value: kept.rows_done, max: kept.rows } : {})}
        />
      )}
      {kept.reason !== null && <Notice kind={kept.state === 'failed' ? 'bad' : 'warn'}>{kept.reason}</Notice>}
      {counted.length > 0 && <Figures of={counted} />}
      {children}
      <Actions kind={kind} of={kept} />
    </Panel>
  );
}

/** Load what was proposed, with another mapping of the columns if need be; or take back what was loaded. */
function Actions<Kept extends Import<Field>, Line extends Row, Field extends string>({
  kind,
  of: kept,
}: Of<Kept, Line, Field>) {
  const client = useQueryClient();
  const mayAct = useMay('manager');
  const [mapping, setMapping] = useState<Mapping<Field> | null>(null);
  const { words, touches, key } = kind;
  const act = useMutation<Kept, Problem, 'confirm' | 'undo'>({
    mutationFn: (what) => (what === 'confirm' ? kind.confirm(kept.import_id, mapping) : kind.undo(kept.import_id)),
    onSuccess: (found, what) => {
      client.setQueryData([key, 'one', kept.import_id], found);
      setMapping(null);
      tell(what === 'confirm' ? words.loading : words.takingBack);
    },
  });
  useEffect(() => {
    if (kept.state !== 'done' && kept.state !== 'undone') return;
    void client.invalidateQueries({ queryKey: [key, 'list'] });
    for (const each of touches) void client.invalidateQueries({ queryKey: [each] });
  }, [kept.state, key, touches, client]);
  if (!mayAct) return null;
  const taken = kind.taken(kept);
  const isProposed = kept.state === 'proposed';
  const isBack = kept.state === 'done' && taken > 0;
  return (
    <>
      {isProposed && kept.columns.length > 0 && (
        <Columns<Field>
          columns={kept.columns}
          fields={kind.fields}
          nothing={words.nothing}
          mapping={mapping}
          onChange={setMapping}
        />
      )}
      {act.error !== null && <FailedLine problem={act.error} />}
      {(isProposed || isBack) && (
        <div className={styles.actions}>
          {isProposed && (
            <Button
              look="main"
              isPending={act.isPending}
              isDisabled={mapping === null && taken === 0}
              onPress={() => act.mutate('confirm')}
            >
              {mapping === null ? words.load(taken) : words.loadAgain}
            </Button>
          )}
          {isBack && (
            <Button isPending={act.isPending} onPress={() => act.mutate('undo')}>
              {words.takeBack}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
