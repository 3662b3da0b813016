import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { answer, api } from '../../api/client';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { LinkButton } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Proposal } from '../../parts/proposal';
import { Bones, Empty, FailedLine, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import { exact } from '../../words/format';
import styles from './breakage.module.css';
import { inert } from './inert';

/** What broke when a shop changed a page: the saved page before and after, and what each of its sources said. */
export default function BreakagePage() {
  const { t } = useLingui();
  const { listing = '' } = useParams();
  const mayTeach = useMay('manager');
  const breakage = useQuery({
    queryKey: ['breakage', listing],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/listings/{listing_id}/breakage', { params: { path: { listing_id: listing } }, signal }),
      ),
  });
  return (
    <>
      <PageHead
        title={t`Saved pages`}
        under={breakage.data?.url}
        actions={
          mayTeach &&
          breakage.data && (
            <LinkButton to={`/teach?listing=${listing}&url=${encodeURIComponent(breakage.data.url)}`} icon="teach">
              <Trans>Show where the price stands</Trans>
            </LinkButton>
          )
        }
      />
      <Shown query={breakage} skeleton={<Bones lines={12} height="1.5rem" />}>
        {(found) => <Compared of={found} />}
      </Shown>
    </>
  );
}

function Compared({ of: found }: { of: Schema<'Breakage'> }) {
  const { t } = useLingui();
  const { before, after, stopped } = found;
  if (before === null && after === null) {
    return (
      <Empty title={t`No page is saved yet`}>
        <Trans>
          The first that is looked at is kept, one about every week, and both sides of a change that breaks the reading.
        </Trans>
      </Empty>
    );
  }
  return (
    <>
      <p className={styles.lead}>
        {found.broken_at === null ? (
          <Notice kind="good">
            <Trans>No reading of this page has stopped working.</Trans>
          </Notice>
        ) : (
          <Notice kind={found.is_read_again ? 'note' : 'warn'}>
            <Trans>
              The reading stopped working <When at={found.broken_at} />.
            </Trans>{' '}
            {found.is_read_again && <Trans>A price is read again by now, from another place.</Trans>}
          </Notice>
        )}
      </p>
      {stopped.length > 0 && (
        <Panel title={t`What found the price before, and does not any more`}>
          <Table
            label={t`What stopped`}
            rows={stopped}
            keyOf={(each) => `${each.source} ${each.selector}`}
            columns={[
              { name: t`Where on the page`, cell: (each) => <code>{each.selector ?? each.source}</code> },
              {
                name: t`Before`,
                isNumber: true,
                cell: (each) => <Price amount={each.price_before} currency={before?.currency} />,
              },
              {
                name: t`Places it names`,
                isNumber: true,
                cell: (each) => (each.found_before === null ? '–' : `${each.found_before} → ${each.found_after ?? 0}`),
              },
            ]}
          />
        </Panel>
      )}
      {found.proposals.length > 0 && <Now of={found} />}
      {found.missing !== null && (
        <p className={styles.lead} lang="en">
          {found.missing}
        </p>
      )}
      <div className={styles.sides}>
        {before !== null && <Side title={found.broken_at === null ? t`The saved page` : t`Before`} of={before} />}
        {after !== null && <Side title={t`After`} of={after} />}
      </div>
    </>
  );
}

/** Where the price of before stands by now: taken, the shop's pages are read there. */
function Now({ of: { url, proposals } }: { of: Schema<'Breakage'> }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayTeach = useMay('manager');
  const teach = useMutation({
    mutationFn: (override: Schema<'Override'>) =>
      answer(
        api.POST('/v1/prices/teaching/overrides', { body: { url, override, move_watches: true, history: 'continue' } }),
      ),
    onSuccess: ({ host }) => {
      tell(t`Pages of ${host} are read there from now on.`);
      void client.invalidateQueries();
    },
  });
  return (
    <Panel title={t`Where that price stands now`}>
      {proposals.map((proposal, index) => (
        <Proposal
          key={proposal.override.price}
          of={proposal}
          isFirst={index === 0}
          isPending={teach.isPending}
          {...(mayTeach ? { onTake: () => teach.mutate(proposal.override) } : {})}
        />
      ))}
      {teach.error && <FailedLine problem={teach.error} />}
    </Panel>
  );
}

function Side({ title, of: side }: { title: string; of: Schema<'SavedReading'> }) {
  const { t } = useLingui();
  return (
    <Panel title={title} under={exact(side.at)}>
      <div className={styles.price}>
        <Price amount={side.price} currency={side.currency} />
        {side.source !== null && <code className={styles.source}>{side.source}</code>}
      </div>
      <ul lang="en" className={styles.reasons}>
        {side.reasons.map((each) => (
          <li key={each.text}>{each.text}</li>
        ))}
      </ul>
      {side.page_path === null ? (
        <p className={styles.reasons}>{t`The page is not kept any more.`}</p>
      ) : (
        <SavedPage path={side.page_path} title={title} />
      )}
    </Panel>
  );
}

/** A saved page, without its scripts, styles, pictures and forms: to see what stood there. */
function SavedPage({ path, title }: { path: string; title: string }) {
  const { t } = useLingui();
  const [, listing = '', number = ''] = /listings\/([^/]+)\/pages\/([^/]+)$/.exec(path) ?? [];
  const page = useQuery({
    queryKey: ['saved-page', path],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/listings/{listing_id}/pages/{number}', {
          params: { path: { listing_id: listing, number: number as never } },
          parseAs: 'text',
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Shown query={page} skeleton={<Bones lines={1} height="28rem" />}>
      {(html) => (
        <iframe
          className={styles.page}
          title={t`Saved page: ${title}`}
          sandbox=""
          srcDoc={inert(String(html))}
          loading="lazy"
        />
      )}
    </Shown>
  );
}
