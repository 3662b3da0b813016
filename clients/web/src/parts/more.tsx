import { Trans } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Problem } from '../api/problem';
import { Button } from './button';
import { FailedLine } from './states';

type Page<Item> = { items: Item[]; next: string | null };

/** A list that comes in pages: what has come so far, and how to go on. */
export function usePages<Item>(
  key: readonly unknown[],
  load: (next: string | null, signal: AbortSignal) => Promise<Page<Item>>,
) {
  return useInfiniteQuery<Page<Item>, Problem, Item[], readonly unknown[], string | null>({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    select: (found) => found.pages.flatMap((page) => page.items),
  });
}

type Onward = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: Problem | null;
  fetchNextPage: () => unknown;
};

/** The way to the next page of a list, where there is one. */
export function More({ of }: { of: Onward }) {
  if (of.isFetchNextPageError && of.error !== null) return <FailedLine problem={of.error} />;
  if (!of.hasNextPage) return null;
  return (
    <div>
      <Button onPress={() => void of.fetchNextPage()} isPending={of.isFetchingNextPage} icon="down">
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
