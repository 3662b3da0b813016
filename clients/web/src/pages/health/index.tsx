import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { answer, api } from '../../api/client';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Button, LinkButton } from '../../parts/button';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { PageHead } from '../../parts/page-head';
import { Figures, Panel } from '../../parts/panel';
import { Bones, Empty, Partial, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';
import { number } from '../../words/format';
import { DeadLetters } from './dead-letters';
import styles from './health.module.css';

type Host = Schema<'HostHealth'>;
type Failing = Schema<'FailingListing'>;

/** How the looks at your pages go: by host, by page, and what was given up. */
export default function Health() {
  const { t } = useLingui();
  const isAdmin = useMay('admin');
  const health = useQuery({
    queryKey: ['sweep'],
    queryFn: ({ signal }) => answer(api.GET('/v1/prices/sweep', { signal })),
    refetchInterval: 60_000,
  });
  return (
    <>
      <PageHead title={t`Health`} under={t`How the looks at your pages go`} />
      <Shown
        query={health}
        skeleton={<Bones lines={6} height="4rem" />}
        isEmpty={(found) => found.watches === 0}
        empty={
          <Empty
            title={t`There is nothing to look at yet`}
            action={
              <LinkButton to="/" look="main">
                <Trans>Watch a page</Trans>
              </LinkButton>
            }
          >
            <Trans>Once you watch a page, you see here how its looks go, and why one failed.</Trans>
          </Empty>
        }
      >
        {(found) => <Overview health={found} />}
      </Shown>
      <Failures />
      {isAdmin && <DeadLetters />}
    </>
  );
}

function Overview({ health }: { health: Schema<'SweepHealth'> }) {
  const { t } = useLingui();
  const phases: Record<Host['phase'], string> = {
    closed: t`answers`,
    open: t`is left alone`,
    half_open: t`is tried again`,
  };
  return (
    <>
      <Panel
        title={t`Pages`}
        under={
          <Trans>
            Counted <When at={health.at} />
          </Trans>
        }
      >
        {!health.is_whole && (
          <Partial>
            <Trans>You have more watches than are counted at once; these are the first {number(health.watches)}.</Trans>
          </Partial>
        )}
        <Figures
          of={[
            { name: t`watched`, value: number(health.listings) },
            { name: t`read`, value: number(health.read) },
            { name: t`not read`, value: number(health.failing) },
            { name: t`not looked at yet`, value: number(health.waiting) },
            { name: t`late`, value: number(health.late) },
            { name: t`watches paused`, value: number(health.paused) },
          ]}
        />
      </Panel>
      {health.hosts.length > 0 && (
        <Panel title={t`Hosts`} under={t`Those with trouble first`}>
          <Table<Host>
            label={t`Hosts`}
            rows={health.hosts}
            keyOf={(row) => row.host}
            columns={[
              {
                name: t`Host`,
                cell: (row) => <Link href={`/health?host=${encodeURIComponent(row.host)}`}>{row.host}</Link>,
              },
              {
                name: t`State`,
                cell: (row) => (
                  <Mark tone={row.phase === 'closed' ? (row.failing > 0 ? 'warn' : 'good') : 'bad'}>
                    {row.phase === 'closed' && row.failing > 0 ? t`answers, not all is read` : phases[row.phase]}
                    {row.open_until !== null && (
                      <>
                        {' '}
                        <Trans>
                          until <When at={row.open_until} />
                        </Trans>
                      </>
                    )}
                  </Mark>
                ),
              },
              { name: t`Pages`, isNumber: true, cell: (row) => number(row.listings) },
              { name: t`Not read`, isNumber: true, cell: (row) => number(row.failing) },
              { name: t`Failures in a row`, isNumber: true, cell: (row) => number(row.failures) },
              {
                name: t`Last look`,
                cell: (row) => (row.checked_at === null ? t`never` : <When at={row.checked_at} />),
              },
            ]}
          />
        </Panel>
      )}
    </>
  );
}

/** The pages whose last look read no price, all or those of the host in the address. */
function Failures() {
  const { t } = useLingui();
  const [asked, ask] = useSearchParams();
  const host = asked.get('host');
  const failing = usePages(['failures', host], (next, signal) =>
    answer(api.GET('/v1/prices/sweep/failures', { params: { query: { limit: 100, next, host } }, signal })),
  );
  return (
    <Panel
      title={host === null ? t`Pages that are not read` : t`Pages of ${host} that are not read`}
      actions={
        host !== null && (
          <Button look="quiet" icon="close" onPress={() => ask({})}>
            <Trans>All hosts</Trans>
          </Button>
        )
      }
    >
      <Shown
        query={failing}
        skeleton={<Bones lines={3} height="2.5rem" />}
        isEmpty={(found) => found.length === 0 && !failing.hasNextPage}
        empty={
          <p>
            <Trans>None: the last look at each page read a price.</Trans>
          </p>
        }
      >
        {(found) => (
          <>
            <Table<Failing>
              label={t`Pages that are not read`}
              rows={found}
              keyOf={(row) => row.listing_id}
              columns={[
                {
                  name: t`Page`,
                  cell: (row) => (
                    <>
                      <Link href={`/products/${row.product_id}`}>{row.label ?? row.title ?? row.host}</Link>
                      <div className={styles.place}>{row.host}</div>
                    </>
                  ),
                },
                {
                  name: t`What happened`,
                  cell: (row) => (
                    <ul className={styles.reasons}>
                      {row.reasons.map((reason) => (
                        <li key={reason.text}>{reason.text}</li>
                      ))}
                    </ul>
                  ),
                },
                {
                  name: t`Since`,
                  cell: (row) => (
                    <>
                      {row.read_at === null ? t`never read` : <When at={row.read_at} />}
                      <div className={styles.place}>{plural(row.failures, { one: '# look', other: '# looks' })}</div>
                    </>
                  ),
                },
                {
                  name: t`Next look`,
                  cell: (row) => (row.next_check_at === null ? '–' : <When at={row.next_check_at} />),
                },
                {
                  name: t`What to do`,
                  cell: (row) =>
                    row.broken_at === null ? (
                      <Link href={`/products/${row.product_id}`}>
                        <Trans>Look at it</Trans>
                      </Link>
                    ) : (
                      <Link href={`/listings/${row.listing_id}/breakage`}>
                        <Trans>The page has changed: see what broke</Trans>
                      </Link>
                    ),
                },
              ]}
            />
            <More of={failing} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
