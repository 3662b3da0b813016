import { Trans, useLingui } from '@lingui/react/macro';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { Problem } from '../api/problem';
import type { Role } from '../api/session';
import { Button, LinkButton } from './button';
import { Icon } from './icon';
import { Notice } from './notice';
import { PageHead } from './page-head';
import styles from './states.module.css';
import { When } from './when';

/** Of a query what is looked at here; one of several pages has it too. */
type Asked<Answer> = { data: Answer | undefined; error: Problem | null; dataUpdatedAt: number; refetch: () => unknown };

/** What a query has brought, in whichever state it is.
 *
 * loading: `skeleton`, as large as what will stand there · error: what happened, what to try, the id to quote ·
 * no permission · stale: what was last read, and since when · empty: `empty`, where `isEmpty` says so.
 */
export function Shown<Answer>({
  query,
  skeleton,
  isEmpty,
  empty,
  children,
}: {
  query: Asked<Answer>;
  skeleton: ReactNode;
  isEmpty?: (answer: Answer) => boolean;
  empty?: ReactNode;
  children: (answer: Answer) => ReactNode;
}) {
  if (query.data === undefined) {
    if (query.error === null) return skeleton;
    return <Failed problem={query.error} retry={() => query.refetch()} />;
  }
  return (
    <>
      {query.error !== null && (
        <Stale since={query.dataUpdatedAt} problem={query.error} retry={() => query.refetch()} />
      )}
      {isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}

/** Nothing is there yet: what to do first. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <section className={styles.whole}>
      <h2>{title}</h2>
      {children && <div className={styles.words}>{children}</div>}
      {action && <div className={styles.actions}>{action}</div>}
    </section>
  );
}

/** Something went wrong and there is nothing to show in its place. */
export function Failed({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  const { t } = useLingui();
  if (problem.isForbidden) return <Refused problem={problem} />;
  if (problem.isGone) return <NotFound detail={problem.message} />;
  return (
    <section className={styles.whole} role="alert">
      <Icon sign="warn" size={24} />
      <h2>{problem.status === 0 ? t`The server cannot be reached` : t`This could not be loaded`}</h2>
      <p className={styles.words}>{problem.message}</p>
      {problem.instance !== null && (
        <p className={styles.quote}>
          <Trans>If you report it, quote</Trans> <code>{problem.instance}</code>
        </p>
      )}
      {retry !== undefined && (
        <div className={styles.actions}>
          <Button onPress={() => retry()} icon="refresh">
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}

/** What went wrong with something that was asked for beside the rest, as a write. */
export function FailedLine({ problem }: { problem: Problem }) {
  return (
    <Notice kind="bad">
      {problem.message}
      {problem.fields.map((each) => (
        <div key={each.field}>
          <code>{each.field.replace(/^body\./, '')}</code> {each.problem}
        </div>
      ))}
      {problem.instance !== null && problem.status >= 500 && (
        <div className={styles.quote}>
          <Trans>If you report it, quote</Trans> <code>{problem.instance}</code>
        </div>
      )}
    </Notice>
  );
}

function Stale({ since, problem, retry }: { since: number; problem: Problem; retry: () => void }) {
  return (
    <Notice
      kind="warn"
      action={
        <Button look="quiet" icon="refresh" onPress={() => retry()}>
          <Trans>Try again</Trans>
        </Button>
      }
    >
      <Trans>
        This was read <When at={new Date(since)} />; what is new could not be loaded.
      </Trans>{' '}
      {problem.message}
    </Notice>
  );
}

/** Part of a view is missing; the rest holds. */
export function Partial({ children }: { children: ReactNode }) {
  return <Notice kind="warn">{children}</Notice>;
}

function Refused({ problem }: { problem: Problem }) {
  const { t } = useLingui();
  return (
    <section className={styles.whole}>
      <h2>{problem.code === 'tier_required' ? t`Your tier does not hold this` : t`You may not see this`}</h2>
      <p className={styles.words}>{problem.message}</p>
    </section>
  );
}

/** The page is there, and not for the role of whoever looks. */
export function NoPermission({ needs }: { needs: Role }) {
  const { t } = useLingui();
  const names = { viewer: t`viewer`, driver: t`driver`, manager: t`manager`, admin: t`admin` };
  const role = names[needs];
  return (
    <PageHead
      title={t`You may not see this page`}
      under={<Trans>It takes the role {role}. An admin of your tenant can give you a token with it.</Trans>}
    />
  );
}

/** What the address names is not there: the page stands alone, so it has the head of one. */
export function NotFound({ detail }: { detail?: string }) {
  const { t } = useLingui();
  return (
    <>
      <PageHead
        title={t`There is nothing here`}
        under={detail ?? <Trans>The address is wrong, or what it named has been removed.</Trans>}
      />
      <LinkButton to="/">
        <Trans>To your watches</Trans>
      </LinkButton>
    </>
  );
}

/** Grey bars where lines of text will stand. */
export function Bones({ lines = 3, height = '1rem' }: { lines?: number; height?: string }) {
  return (
    <div className={styles.bones} aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
        <div key={index} className={styles.bone} style={{ height }} />
      ))}
    </div>
  );
}

/** A page that is on its way. */
export function PageSkeleton() {
  const { t } = useLingui();
  return (
    <div className={styles.page} role="status" aria-label={t`Loading`}>
      <Bones lines={1} height="1.75rem" />
      <Bones lines={8} height="2rem" />
    </div>
  );
}

/** What stands in for a view whose own code failed, so that the rest of the page stays. */
export class Trouble extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const problem = error instanceof Problem ? error : new Problem(0, 'console', error.message, null, []);
    return (
      <QueryErrorResetBoundary>
        {({ reset }) => (
          <Failed
            problem={problem}
            retry={() => {
              reset();
              this.setState({ error: null });
            }}
          />
        )}
      </QueryErrorResetBoundary>
    );
  }
}
