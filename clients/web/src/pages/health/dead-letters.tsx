import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Panel } from '../../parts/panel';
import { Bones, FailedLine, Partial, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import styles from './health.module.css';

type Letter = Schema<'DeadLetter'>;

/** Messages that were given up after their last try, why, and the way back. For administrators. */
export function DeadLetters() {
  const { t } = useLingui();
  const client = useQueryClient();
  const letters = useQuery({
    queryKey: ['dead-letters'],
    queryFn: ({ signal }) => answer(api.GET('/v1/prices/sweep/dead-letters', { signal })),
  });
  const replay = useMutation<Schema<'PutBack'>, Problem, { letter: string | null; key: string }>({
    mutationFn: ({ letter, key }) => {
      const header = { 'idempotency-key': key };
      return letter === null
        ? answer(api.POST('/v1/prices/sweep/dead-letters/replay', { params: { header } }))
        : answer(
            api.POST('/v1/prices/sweep/dead-letters/{letter_id}/replay', {
              params: { path: { letter_id: letter }, header },
            }),
          );
    },
    onSuccess: ({ letter_ids: back }) => {
      const count = back.length;
      tell(
        t`${plural(count, { one: '# message was put back', other: '# messages were put back' })}; it is tried again now.`,
      );
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const queues: Record<string, string> = {
    checks: t`a look at pages`,
    deliveries: t`the delivery of an alert`,
    imports: t`an import`,
    tiers: t`a change of tier`,
  };
  const put = (letter: string | null) => replay.mutate({ letter, key: newKey() });
  return (
    <Panel
      title={t`Given up`}
      under={t`What failed at every try waits here for 14 days. Mend the cause, then put it back.`}
      actions={
        (letters.data?.items.length ?? 0) > 1 && (
          <Button icon="refresh" isPending={replay.isPending} onPress={() => put(null)}>
            <Trans>Put all back</Trans>
          </Button>
        )
      }
    >
      {replay.error !== null && <FailedLine problem={replay.error} />}
      <Shown
        query={letters}
        skeleton={<Bones lines={2} height="2.5rem" />}
        isEmpty={(found) => found.items.length === 0}
        empty={
          <p>
            <Trans>Nothing of yours was given up.</Trans>
          </p>
        }
      >
        {(found) => (
          <>
            {!found.is_whole && (
              <Partial>
                <Trans>More wait than can be looked at in one go; put these back first.</Trans>
              </Partial>
            )}
            <Table<Letter>
              label={t`Given up`}
              rows={found.items}
              keyOf={(row) => row.letter_id}
              columns={[
                {
                  name: t`What`,
                  cell: (row) => (
                    <>
                      {queues[row.queue] ?? row.queue}
                      <div className={styles.place}>
                        <About letter={row} />
                      </div>
                    </>
                  ),
                },
                { name: t`Why`, cell: (row) => row.reason },
                { name: t`Given up`, cell: (row) => <When at={row.given_up_at} /> },
                {
                  name: t`Action`,
                  cell: (row) => (
                    <Button
                      icon="refresh"
                      isPending={replay.isPending && replay.variables.letter === row.letter_id}
                      onPress={() => put(row.letter_id)}
                    >
                      <Trans>Put back</Trans>
                    </Button>
                  ),
                },
              ]}
            />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function About({ letter }: { letter: Letter }) {
  if (letter.import_id !== null) {
    return (
      <Link href={`/transfers/${letter.import_id}`}>
        <Trans>the import</Trans>
      </Link>
    );
  }
  if (letter.host === null) return <>{letter.watch_id}</>;
  return (
    <>
      {letter.host}, <Plural value={letter.listing_ids.length} one="# page of yours" other="# pages of yours" />
    </>
  );
}
