import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { Selection } from 'react-aria-components/Table';
import { useMay } from '../../api/session';
import { useAddress } from '../../parts/address';
import { Button, LinkButton } from '../../parts/button';
import { PageHead } from '../../parts/page-head';
import { Bones, Empty, Partial, Shown } from '../../parts/states';
import { Bulk } from './bulk';
import { FilterBar } from './filter-bar';
import { ordered, orderOf, textOf } from './order';
import { type Filters, useDeals, useFoundWatches, useSparklines, type useWatches } from './queries';
import { WatchTable } from './table';
import styles from './watches.module.css';

/** The list that everything starts from: what is watched, what it costs, what moved most. */
export default function Watches() {
  const { t, i18n } = useLingui();
  const mayChange = useMay('manager');
  const [at, setAt] = useAddress();
  const state = at('state');
  const filters: Filters = {
    q: at('q') ?? undefined,
    tag: at('tag') ?? undefined,
    host: at('host') ?? undefined,
    paused: state === 'paused' ? true : state === 'active' ? false : undefined,
  };
  const order = orderOf(at('sort'));
  const { query, loaded, watches } = useFoundWatches(filters);
  const going = useSparklines(loaded); // of all that is loaded, so that a search asks for nothing
  // The first rows are shown once in their order: with half of the answers they would move when the rest comes.
  const wasShown = useRef(false);
  if (watches.length > 0 && !going.isPending) wasShown.current = true;
  const deals = useDeals(query.data?.pages.length ?? 0);
  const [selected, setSelected] = useState<Selection>(new Set());
  const rows = ordered(watches, order, going.byWatch, i18n.locale);
  const chosen = selected === 'all' ? rows : rows.filter((each) => selected.has(each.watch_id));
  const isFiltered = Object.values(filters).some((each) => each !== undefined);
  const skeleton = <Bones lines={12} height="2.25rem" />;
  return (
    <>
      <PageHead
        title={t`Watches`}
        actions={
          mayChange && (
            <LinkButton to="/add" look="main" icon="add">
              <Trans>Add a watch</Trans>
            </LinkButton>
          )
        }
      />
      <FilterBar at={at} setAt={setAt} watches={loaded} />
      <Shown
        query={query}
        skeleton={skeleton}
        isEmpty={() => watches.length === 0}
        empty={
          isFiltered ? (
            <NothingFits onClear={() => setAt({ q: null, tag: null, host: null, state: null })} />
          ) : (
            <First />
          )
        }
      >
        {() =>
          going.isPending && query.data?.pages.length === 1 && !wasShown.current ? (
            skeleton
          ) : (
            <>
              {going.problem !== null && (
                <Partial>
                  <Trans>How the prices went could not be loaded, so nothing is sorted by it.</Trans>{' '}
                  {going.problem.message}
                </Partial>
              )}
              <WatchTable
                watches={rows}
                going={going.byWatch}
                deals={deals}
                order={order}
                onOrder={(next) => setAt({ sort: textOf(next) })}
                selected={selected}
                onSelect={mayChange ? setSelected : undefined}
              />
              <More query={query} count={rows.length} />
              {chosen.length > 0 && <Bulk chosen={chosen} onDone={() => setSelected(new Set())} />}
            </>
          )
        }
      </Shown>
    </>
  );
}

function More({ query, count }: { query: ReturnType<typeof useWatches>; count: number }) {
  return (
    <div className={styles.more}>
      <span>
        {query.hasNextPage ? (
          <Plural value={count} one="The first watch, in this order" other="The first # watches, in this order" />
        ) : (
          <Plural value={count} one="# watch" other="# watches" />
        )}
      </span>
      {query.hasNextPage && (
        <Button onPress={() => query.fetchNextPage()} isPending={query.isFetchingNextPage}>
          <Trans>Show more</Trans>
        </Button>
      )}
    </div>
  );
}

function NothingFits({ onClear }: { onClear: () => void }) {
  const { t } = useLingui();
  return (
    <Empty
      title={t`No watch fits`}
      action={
        <Button onPress={onClear}>
          <Trans>Show all watches</Trans>
        </Button>
      }
    >
      <Trans>Search looks in names and addresses.</Trans>
    </Empty>
  );
}

function First() {
  const { t } = useLingui();
  return (
    <Empty
      title={t`You watch nothing yet`}
      action={
        <LinkButton to="/add" look="main" icon="add">
          <Trans>Add a watch</Trans>
        </LinkButton>
      }
    >
      <Trans>
        Give the address of a product page: from then on its price is known here, and you are told when it moves.
      </Trans>
    </Empty>
  );
}
