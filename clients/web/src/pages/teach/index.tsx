import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Button } from '../../parts/button';
import { Choice, Field } from '../../parts/field';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { Proposal } from '../../parts/proposal';
import { Bones, Empty, FailedLine } from '../../parts/states';
import styles from './teach.module.css';

/** Where the price stands: you give the price that you see, and choose the selector that finds it best. */
export default function Teach() {
  const { t } = useLingui();
  const [at, setAt] = useAddress();
  const listing = at('listing');
  const [url, setUrl] = useState(at('url') ?? '');
  const [price, setPrice] = useState('');
  const propose = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/prices/teaching/proposals', {
          body:
            listing === null ? { url: url.trim(), price: price.trim() } : { listing_id: listing, price: price.trim() },
        }),
      ),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (listing === null) setAt({ url: url.trim() });
    propose.mutate();
  }
  return (
    <div className={styles.page}>
      <PageHead
        title={t`Show where the price stands`}
        under={
          <Trans>
            Open the page beside this one, and write the price as you see it there. It is looked for on the page, and on
            saved pages of the same shop.
          </Trans>
        }
      />
      <form className={styles.example} onSubmit={submit}>
        {listing === null ? (
          <Field
            label={t`Address of the page`}
            type="url"
            value={url}
            onChange={setUrl}
            problem={propose.error?.about('url')}
          />
        ) : (
          <p>
            <a href={url} target="_blank" rel="noreferrer">
              {url}
            </a>
          </p>
        )}
        <Field
          label={t`The price you see`}
          value={price}
          onChange={setPrice}
          problem={propose.error?.about('price')}
          placeholder="€ 12,90"
          autoFocus
        />
        <div>
          <Button
            type="submit"
            look="main"
            icon="search"
            isDisabled={price.trim() === '' || (listing === null && url.trim() === '')}
            isPending={propose.isPending}
          >
            <Trans>Find it</Trans>
          </Button>
        </div>
        {propose.error && <FailedLine problem={propose.error} />}
      </form>
      {propose.isPending && <Bones lines={6} />}
      {propose.data && !propose.isPending && <Found of={propose.data} />}
    </div>
  );
}

function Found({ of: found }: { of: Schema<'SelectorProposals'> }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [at] = useAddress();
  const [history, setHistory] = useState<'continue' | 'anew'>('continue');
  const [isMoving, setMoving] = useState(true);
  const teach = useMutation({
    mutationFn: (override: Schema<'Override'>) =>
      answer(
        api.POST('/v1/prices/teaching/overrides', {
          body: { url: found.url, override, move_watches: isMoving, history },
        }),
      ),
    onSuccess: () => client.invalidateQueries(),
  });
  const host = found.host;
  if (teach.data !== undefined) {
    return (
      <Done
        of={teach.data}
        host={host}
        isPending={teach.isPending}
        problem={teach.error}
        onMore={() => teach.variables && teach.mutate(teach.variables)}
      />
    );
  }
  if (found.proposals.length === 0) {
    return (
      <Empty title={t`This price was not found`}>
        <span lang="en">{found.missing}</span>
      </Empty>
    );
  }
  return (
    <>
      {found.page_from === 'saved' && (
        <Notice kind="warn">
          <Trans>The page could not be fetched just now: these were tried on a page that was saved before.</Trans>
        </Notice>
      )}
      <Panel title={t`Selectors that find it, the surest first`} under={t`Each was tried on saved pages of ${host}.`}>
        {found.proposals.map((proposal, index) => (
          <Proposal
            key={proposal.override.price}
            of={proposal}
            isFirst={index === 0}
            isPending={teach.isPending}
            onTake={() => teach.mutate(proposal.override)}
          />
        ))}
        <div className={styles.how}>
          <label className={styles.tick}>
            <input type="checkbox" checked={isMoving} onChange={(event) => setMoving(event.target.checked)} />
            <Trans>Also for what you watch there already</Trans>
          </label>
          {isMoving && at('listing') !== null && (
            <Choice
              label={t`What was read before`}
              value={history}
              options={[
                { value: 'continue', label: t`goes on: it was right` },
                { value: 'anew', label: t`is left behind: it was wrong` },
              ]}
              onChange={setHistory}
            />
          )}
        </div>
        {teach.error && <FailedLine problem={teach.error} />}
      </Panel>
      {found.refused.length > 0 && (
        <details className={styles.refused}>
          <summary>
            <Trans>Found it too, and fit other pages worse</Trans>
          </summary>
          {found.refused.map((proposal) => (
            <Proposal key={proposal.override.price} of={proposal} isFirst={false} isPending={teach.isPending} />
          ))}
        </details>
      )}
    </>
  );
}

function Done({
  of: { moved, watches_left: left },
  host,
  isPending,
  problem,
  onMore,
}: {
  of: Schema<'TaughtNow'>;
  host: string;
  isPending: boolean;
  problem: React.ComponentProps<typeof FailedLine>['problem'] | null;
  onMore: () => void;
}) {
  const { t } = useLingui();
  const count = moved.length;
  return (
    <Panel title={t`Learned`}>
      <Notice kind="good">
        <Trans>Pages of {host} are read by your selector from now on.</Trans>{' '}
        <Plural
          value={count}
          _0="No watch had to be moved."
          one="# watch was moved to it."
          other="# watches were moved to it."
        />
      </Notice>
      {left > 0 && (
        <div>
          <Button onPress={onMore} isPending={isPending}>
            <Trans>Move the {left} that are left</Trans>
          </Button>
        </div>
      )}
      {problem && <FailedLine problem={problem} />}
    </Panel>
  );
}
