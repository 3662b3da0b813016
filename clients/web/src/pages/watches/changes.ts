import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { Problem } from '../../api/problem';
import type { ListedWatch, Schema } from '../../api/types';
import type { Pages } from './queries';

const AT_ONCE = 4; // requests on the way, of one press on a button

type Change = Schema<'WatchChange'>;

/** Shows a change in every list at once, as if it were carried out. */
function show(
  client: QueryClient,
  ids: ReadonlySet<string>,
  changed: (watch: ListedWatch) => ListedWatch | null,
): void {
  client.setQueriesData<Pages>({ queryKey: ['watches'] }, (before) =>
    // A watch by itself is kept under the same name, and has no pages.
    before?.pages === undefined
      ? before
      : {
          ...before,
          pages: before.pages.map((page) => ({
            ...page,
            items: page.items.flatMap((watch) => (ids.has(watch.watch_id) ? (changed(watch) ?? []) : watch)),
          })),
        },
  );
}

/** Carries out something for each of several watches. Gives the first problem, if there was one, and how many failed. */
async function forEach(
  watches: readonly ListedWatch[],
  carryOut: (watch: ListedWatch) => Promise<unknown>,
): Promise<{ failed: number; problem: Problem | null }> {
  const waiting = [...watches];
  let failed = 0;
  let problem: Problem | null = null;
  const worker = async () => {
    for (let watch = waiting.shift(); watch !== undefined; watch = waiting.shift()) {
      try {
        await carryOut(watch);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        failed += 1;
        problem ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { failed, problem };
}

export type Outcome = Awaited<ReturnType<typeof forEach>>;

const idsOf = (watches: readonly ListedWatch[]) => new Set(watches.map((each) => each.watch_id));
const path = (watch: ListedWatch) => ({ params: { path: { watch_id: watch.watch_id } } });

/** What can be done with several watches at once. Each is shown first and carried out then; what fails is shown as it is. */
export function useChanges() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['watches'] });

  /** Changes each watch by `changeOf`, which gives what to send. */
  async function change(watches: readonly ListedWatch[], changeOf: (watch: ListedWatch) => Change): Promise<Outcome> {
    await client.cancelQueries({ queryKey: ['watches'] });
    show(client, idsOf(watches), (watch) => ({ ...watch, ...changeOf(watch) }) as ListedWatch);
    const outcome = await forEach(watches, (watch) =>
      answer(api.PATCH('/v1/prices/watches/{watch_id}', { ...path(watch), body: changeOf(watch) })),
    );
    await refresh();
    return outcome;
  }

  /** Takes watches out of the lists; `restore` puts them back, `carryOut` stops them. */
  function hide(watches: readonly ListedWatch[]) {
    const ids = idsOf(watches);
    const kept = client.getQueriesData<Pages>({ queryKey: ['watches'] });
    show(client, ids, () => null);
    return {
      restore: () => {
        for (const [key, pages] of kept) client.setQueryData(key, pages);
        void refresh();
      },
      carryOut: async (): Promise<Outcome> => {
        const outcome = await forEach(watches, (watch) =>
          answer(api.DELETE('/v1/prices/watches/{watch_id}', path(watch))),
        );
        await refresh();
        return outcome;
      },
    };
  }

  const look = (watches: readonly ListedWatch[]) =>
    forEach(watches, (watch) => answer(api.POST('/v1/prices/watches/{watch_id}/check', path(watch))));

  return { change, hide, look };
}
