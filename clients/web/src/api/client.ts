import { QueryClient } from '@tanstack/react-query';
import createClient, { type Middleware } from 'openapi-fetch';
import { Problem, problemOf, unreachable } from './problem';
import type { paths } from './schema';
import { session } from './session';

const signed: Middleware = {
  onRequest({ request }) {
    const { token } = session.now();
    if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
    return request;
  },
  async onResponse({ request, response }) {
    // An answer to a token that is not used any more says nothing of the one that is.
    const isOurs = request.headers.get('Authorization') === `Bearer ${session.now().token}`;
    if (isOurs && response.status === 401) session.end('expired');
    // The gateway refuses a token that is not genuine with a bare message; the API's own 403 has a code.
    if (isOurs && response.status === 403) {
      const body: unknown = await response
        .clone()
        .json()
        .catch(() => null);
      if (typeof body === 'object' && body !== null && !('code' in body)) session.end('refused');
    }
  },
  onError: () => unreachable(),
};

/** The API, typed from `docs/openapi.json`. One origin serves it and the console. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: (request) => globalThis.fetch(request),
});
api.use(signed);

/** What the API answered. Throws a `Problem` where it did not do what it was asked. */
export async function answer<T>(
  asked: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Exclude<T, undefined>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemOf(response.status, error);
  return data as Exclude<T, undefined>;
}

/** A key for one write: it is sent again with every retry of it, so that the write happens once. */
export function newKey(): string {
  // Not `randomUUID`, which only a secure context has: a console may be read over plain HTTP at home.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && error instanceof Problem && error.isPassing,
      },
      mutations: { retry: (failures, error) => failures < 1 && error instanceof Problem && error.status === 0 },
    },
  });
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem;
  }
}
