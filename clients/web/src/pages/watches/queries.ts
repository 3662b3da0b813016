import {
  type InfiniteData,
  keepPreviousData,
  type UseQueryResult,
  useInfiniteQuery,
  useQueries,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { answer, api } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { ListedWatch, Schema } from '../../api/types';

export const PAGE = 100;
const SPARKLINES = 50; // that one answer holds

export type Filters = {
  q?: string | undefined;
  tag?: string | undefined;
  host?: string | undefined;
  paused?: boolean | undefined;
};
export type Pages = InfiniteData<Schema<'Page_ListedWatch_'>, string | null>;

export const watchesKey = (filters: Filters) => ['watches', filters] as const;

/** The watches that pass the filters, a page after the other. */
export function useWatches(filters: Filters, isAsked = true) {
  return useInfiniteQuery({
    enabled: isAsked,
    queryKey: watchesKey(filters),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/v1/prices/watches', {
          params: { query: { ...filters, limit: PAGE, next: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

const NONE: readonly ListedWatch[] = [];
const MOST_PAGES = 5; // that are searched here

/** The watches that pass the filters and hold what was searched for.
 *
 * The server searches names that were given and addresses, and what pages call themselves is not among them: so up to
 * 500 watches are searched here, in all that their rows show, and without asking. Of more, the server finds what it can.
 */
export function useFoundWatches({ q, ...filters }: Filters) {
  const all = useWatches(filters);
  const pages = all.data?.pages.length ?? 0;
  const isHere = pages === 0 || !all.hasNextPage || pages < MOST_PAGES;
  const found = useWatches({ ...filters, q }, q !== undefined && !isHere);
  const { hasNextPage, isFetching, fetchNextPage } = all;
  useEffect(() => {
    if (q !== undefined && pages > 0 && pages < MOST_PAGES && hasNextPage && !isFetching) void fetchNextPage();
  }, [q, pages, hasNextPage, isFetching, fetchNextPage]);
  const query = q === undefined || isHere ? all : found;
  const loaded = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? NONE, [query.data]);
  const watches = useMemo(
    () => (q === undefined || !isHere ? loaded : loaded.filter((watch) => holds(watch, q))),
    [loaded, q, isHere],
  );
  return { query, loaded, watches };
}

/** Whether a row shows every word of a text somewhere. */
export function holds(watch: ListedWatch, text: string): boolean {
  const said = [watch.label, watch.title, watch.url, ...watch.tags].join(' ').toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

export type Going = { closes: (string | null)[]; change: number | null };

/** How the price of each watch went over the last days, by watch; `isPending` until all were asked for. */
export function useSparklines(watches: readonly ListedWatch[], days = 30) {
  const groups = Array.from({ length: Math.ceil(watches.length / SPARKLINES) }, (_, index) =>
    watches.slice(index * SPARKLINES, (index + 1) * SPARKLINES).map((each) => each.watch_id),
  );
  return useQueries({
    queries: groups.map((ids) => ({
      queryKey: ['sparklines', days, ids],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        answer(api.GET('/v1/prices/sparklines', { params: { query: { watch_id: ids, days } }, signal })),
      staleTime: 5 * 60_000,
    })),
    combine: together,
  });
}

function together(results: readonly UseQueryResult<Schema<'Sparklines'>, Problem>[]) {
  return {
    isPending: results.some((each) => each.isPending),
    problem: results.find((each) => each.error !== null)?.error ?? null,
    byWatch: Object.fromEntries(
      results.flatMap((each) => each.data?.items ?? []).map((each) => [each.watch_id, each]),
    ) as Readonly<Record<string, Going>>,
  };
}

/** What the prices of the products are worth, by product, as far as they were judged. */
export function useDeals(pages: number) {
  const deals = useInfiniteQuery({
    queryKey: ['deals', 'watch'],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/v1/prices/deals', {
          params: { query: { order: 'watch', limit: PAGE, next: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: pages > 0,
    staleTime: 5 * 60_000,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = deals;
  if (data !== undefined && data.pages.length < pages && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  return useMemo(
    () => new Map((data?.pages ?? []).flatMap((page) => page.items).map((each) => [each.product_id, each])),
    [data],
  );
}
