import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../../api/client';
import { save } from '../../api/file';
import { useMay } from '../../api/session';
import type { Decision } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Button, LinkButton } from '../../parts/button';
import { Choice } from '../../parts/field';
import { More } from '../../parts/more';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Bones, Empty, FailedLine, Partial, Shown } from '../../parts/states';
import { TrayBar } from '../../parts/tray-bar';
import { Why } from '../../parts/why';
import { SearchBox } from './box';
import { Facets } from './facets';
import { ForYou, useForYou } from './for-you';
import { Hit } from './hit';
import { type Answer, type Asked, askedOf, type Sort, useFound, without } from './queries';
import styles from './search.module.css';
import { Understood } from './understood';

const SaveDialog = lazy(async () => ({ default: (await import('./saved')).SaveDialog }));
const SavedDrawer = lazy(async () => ({ default: (await import('./saved')).SavedDrawer }));

/** Goods found by what is asked for in words. All that is asked stands in the address. */
export default function SearchPage() {
  const { t } = useLingui();
  const [at, setAt] = useAddress();
  const asked = askedOf(at);
  const query = useFound(asked);
  const [open, setOpen] = useState<'save' | 'saved' | null>(null);
  const first = query.data?.pages[0];
  const hits = query.data?.pages.flatMap((page) => page.hits) ?? [];
  const quantity = asked.filters?.quantity ?? said(first?.understood?.quantity?.value?.value);
  const keep = () => setOpen('save');
  const isAnything = (asked.text ?? '') !== '' || Object.keys(asked.filters ?? {}).length > 0;
  const forYou = useForYou(!isAnything);
  const isComing = !isAnything && forYou.isPending; // shown with what was found, which it would push down
  return (
    <>
      <PageHead
        title={t`Search`}
        actions={
          <Button icon="list" onPress={() => setOpen('saved')}>
            <Trans>Saved searches</Trans>
          </Button>
        }
      />
      <SearchBox value={asked.text ?? ''} onSearch={(q) => setAt({ q })} />
      {first === undefined && (asked.text ?? '') !== '' && <div className={styles.understood} />}
      {first?.understood && (
        <Understood slots={first.understood} onDrop={(spans) => setAt({ q: without(asked.text ?? '', spans) })} />
      )}
      <div className={styles.page}>
        <Facets facets={first?.facets ?? []} at={at} setAt={setAt} />
        <section className={styles.found} aria-label={t`What was found`} aria-busy={query.isPlaceholderData}>
          <Shown
            query={isComing ? { ...query, data: undefined } : query}
            skeleton={<Bones lines={6} height="6rem" />}
            isEmpty={() => hits.length === 0}
            empty={isAnything ? <NothingFits onSave={keep} /> : <NothingYet />}
          >
            {({ pages }) => (
              <>
                {!isAnything && <ForYou of={forYou.data} />}
                {pages[0] !== undefined && (
                  <Head
                    answer={pages[0]}
                    asked={asked}
                    onSort={(sort) => setAt({ sort })}
                    onSave={isAnything ? keep : undefined}
                  />
                )}
                <ol className={styles.hits}>
                  {hits.map((hit) => (
                    <Hit key={hit.product.product_id} hit={hit} quantity={quantity} />
                  ))}
                </ol>
                <More of={query} />
              </>
            )}
          </Shown>
        </section>
      </div>
      <TrayBar />
      <Suspense>
        {open === 'save' && <SaveDialog asked={asked} onClose={() => setOpen(null)} />}
        {open === 'saved' && (
          <SavedDrawer
            onClose={() => setOpen(null)}
            onOpen={(changes) => {
              setAt(changes);
              setOpen(null);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

const said = (quantity: string | number | undefined) => (quantity === undefined ? null : Number(quantity));

/** How it was found, what gave way, in which order, and the way to a file. */
function Head({
  answer: found,
  asked,
  onSort,
  onSave,
}: {
  answer: Answer;
  asked: Asked;
  onSort: (sort: string | null) => void;
  onSave: (() => void) | undefined;
}) {
  const { t } = useLingui();
  const modes: Record<string, string> = {
    hybrid: t`by words and meaning`,
    keyword: t`by words alone`,
    vector: t`by meaning alone`,
    listed: t`by filters`,
    popular: t`what is popular`,
  };
  const sorts: Record<Sort, string> = {
    relevance: t`Best first`,
    cheapest: t`Cheapest first`,
    dearest: t`Dearest first`,
    newest: t`Newest first`,
    least_moq: t`Smallest MOQ first`,
    fastest: t`Soonest ready first`,
  };
  const mode = modes[found.found_by.value ?? ''] ?? t`unknown`;
  const gone = found.relaxed ?? [];
  return (
    <>
      <div className={styles.head}>
        <p>
          {found.total === null || found.total < found.hits.length ? ( // what meaning alone found is not counted
            <Trans>Found {mode}</Trans>
          ) : (
            <Plural value={found.total} one={`# product, ${mode}`} other={`# products, ${mode}`} />
          )}
          <Why title={t`Why these were found`} of={found.found_by as Decision} shown={mode} />
        </p>
        <div className={styles.order}>
          <Choice<Sort>
            label={t`Order`}
            isCompact
            value={asked.sort ?? 'relevance'}
            options={(Object.keys(sorts) as Sort[]).map((value) => ({ value, label: sorts[value] }))}
            onChange={(sort) => onSort(sort === 'relevance' ? null : sort)}
          />
          {onSave !== undefined && (
            <Button icon="add" aria-label={t`Save this search`} onPress={onSave}>
              <Trans>Save</Trans>
            </Button>
          )}
          <Download asked={asked} />
        </div>
      </div>
      {found.found_by.degraded && (
        <Partial>
          {found.found_by.value === 'popular' ? (
            <Trans>
              The search engine does not answer. What is shown is popular, and may not be what you asked for.
            </Trans>
          ) : (
            <Trans>
              The search by meaning does not answer. These say your words; what says the same in others may be missing.
            </Trans>
          )}
        </Partial>
      )}
      {gone.length > 0 && (
        <Notice kind="warn">
          <Trans>Nothing meets all of it. These gave way:</Trans> {gone.map((each) => each.wanted).join(' · ')}
        </Notice>
      )}
    </>
  );
}

/** What is found as CSV. */
function Download({ asked }: { asked: Asked }) {
  const { t } = useLingui();
  const fetched = useMutation({
    mutationFn: () => answer(api.POST('/v1/catalog/search/export', { body: asked, parseAs: 'text' })),
    onSuccess: (text) => {
      save(new Blob([String(text)], { type: 'text/csv' }), 'search.csv');
    },
  });
  return (
    <>
      <Button icon="down" aria-label={t`As CSV`} isPending={fetched.isPending} onPress={() => fetched.mutate()}>
        CSV
      </Button>
      {fetched.error !== null && <FailedLine problem={fetched.error} />}
    </>
  );
}

function NothingFits({ onSave }: { onSave: () => void }) {
  const { t } = useLingui();
  return (
    <Empty
      title={t`Nothing fits`}
      action={
        <Button icon="add" onPress={onSave}>
          <Trans>Save this search</Trans>
        </Button>
      }
    >
      <Trans>Take a filter away, or say it with fewer words. Saved, it tells you when something comes that fits.</Trans>
    </Empty>
  );
}

function NothingYet() {
  const { t } = useLingui();
  const mayImport = useMay('manager');
  return (
    <Empty
      title={t`Your catalogue is empty`}
      action={
        mayImport && (
          <LinkButton to="/goods" look="main" icon="up">
            <Trans>Bring in goods</Trans>
          </LinkButton>
        )
      }
    >
      <Trans>Bring in a supplier's price list, as CSV, JSON lines or XLSX, and search it here.</Trans>
    </Empty>
  );
}
