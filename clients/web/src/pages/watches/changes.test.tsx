import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { ListedWatch } from '../../api/types';
import { useChanges } from './changes';
import { type Pages, watchesKey } from './queries';

const watch = (id: string) => ({ watch_id: id, paused: false, tags: [] as string[] }) as unknown as ListedWatch;
const watches = ['w1', 'w2', 'w3'].map(watch);
const asked: string[] = [];

function world(answers: (request: Request) => Response) {
  asked.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname.split('/').at(-1)}`);
    return answers(request);
  });
  const client = new QueryClient();
  client.setQueryData<Pages>(watchesKey({}), { pages: [{ items: watches, next: null }], pageParams: [null] });
  client.setQueryData(['watches', 'on', 'p1'], watches[0]); // as the page of a product leaves it
  client.setQueryData(['watches', 'on', 'p2'], null);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(useChanges, { wrapper });
  client.setQueryData(['watches', 'on', 'p1'], watches[0]); // as a product's page leaves it
  const shown = () => client.getQueryData<Pages>(watchesKey({}))?.pages[0]?.items ?? [];
  return { changes: result.current, shown };
}

afterEach(() => vi.unstubAllGlobals());

test('a change is shown before it is carried out, and what fails is counted with its reason', async () => {
  let isAnswered = false;
  const { changes, shown } = world((request) => {
    isAnswered = true;
    return request.url.endsWith('w2')
      ? Response.json({ code: 'conflict', detail: 'it changed at the same moment' }, { status: 409 })
      : Response.json({});
  });
  let outcome: Promise<unknown> = Promise.resolve();
  await act(async () => {
    outcome = changes.change(watches.slice(0, 2), () => ({ paused: true }));
    await Promise.resolve();
    await Promise.resolve();
  });
  expect(shown().map((each) => each.paused)).toEqual([true, true, false]);
  await act(async () => {
    expect(await outcome).toMatchObject({ failed: 1, problem: { message: 'it changed at the same moment' } });
  });
  expect(isAnswered).toBe(true);
  expect(asked.sort()).toEqual(['PATCH w1', 'PATCH w2']);
});

test('what is hidden asks the server nothing until it is carried out, and comes back as it was', async () => {
  const { changes, shown } = world(() => new Response(null, { status: 204 }));
  const hidden = changes.hide(watches.slice(0, 2));
  expect(shown().map((each) => each.watch_id)).toEqual(['w3']);
  hidden.restore();
  expect(shown().map((each) => each.watch_id)).toEqual(['w1', 'w2', 'w3']);
  expect(asked).toEqual([]);
  expect(await changes.hide(watches.slice(0, 1)).carryOut()).toEqual({ failed: 0, problem: null });
  expect(asked).toEqual(['DELETE w1']);
});
