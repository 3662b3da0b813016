import { afterEach, expect, test, vi } from 'vitest';
import { answer, api, newKey } from './client';
import { Problem } from './problem';
import { session } from './session';

const claims = btoa(JSON.stringify({ sub: 'ana', role: 'viewer' })).replace(/=+$/, '');
const mine = `e30.${claims}.c2ln`;

function answers(status: number, body: unknown): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async (_request: Request) => Response.json(body, { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}
const account = () => answer(api.GET('/v1/account'));

afterEach(() => {
  vi.unstubAllGlobals();
  session.signOut();
});

test('every request carries the token', async () => {
  session.signIn(mine);
  const fetched = answers(200, { tenant: 'acme' });
  expect(await account()).toEqual({ tenant: 'acme' });
  expect(fetched.mock.calls[0]?.[0].headers.get('Authorization')).toBe(`Bearer ${mine}`);
});

test('a token past its time ends the session, and so does one that the gateway does not believe', async () => {
  session.signIn(mine);
  answers(401, { code: 'token_expired', detail: 'the token has expired' });
  await expect(account()).rejects.toMatchObject({ code: 'token_expired' });
  expect(session.now().ended).toBe('expired');
  session.signIn(mine);
  answers(403, { message: 'Forbidden' });
  await expect(account()).rejects.toMatchObject({ status: 403 });
  expect(session.now().ended).toBe('refused');
});

test('what a role may not do does not end the session', async () => {
  session.signIn(mine);
  answers(403, { code: 'forbidden', detail: 'this takes the role admin', fields: [] });
  await expect(account()).rejects.toMatchObject({ isForbidden: true, message: 'this takes the role admin' });
  expect(session.now().token).toBe(mine);
});

test('a late answer to a token that is not used any more leaves the new session as it is', async () => {
  session.signIn(mine);
  vi.stubGlobal('fetch', async () => {
    session.signIn(`e30.${claims}.bmV3`);
    return Response.json({ code: 'token_expired' }, { status: 401 });
  });
  await expect(account()).rejects.toBeInstanceOf(Problem);
  expect(session.now().ended).toBeNull();
});

test('a server that cannot be reached is a problem that may pass', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(account()).rejects.toMatchObject({ status: 0, isPassing: true, instance: null });
});

test('a problem names its field, and what the gateway says alone is told too', async () => {
  answers(422, { code: 'invalid_input', detail: 'x', fields: [{ field: 'body.url', problem: 'no address' }] });
  const problem = await account().catch((error: Problem) => error);
  expect(problem).toBeInstanceOf(Problem);
  expect((problem as Problem).about('url')).toBe('no address');
  answers(503, { message: 'Service Unavailable' });
  await expect(account()).rejects.toMatchObject({ code: 'http_503', message: 'Service Unavailable' });
});

test('keys of writes are those that the API takes, and no two are alike', () => {
  const keys = Array.from({ length: 100 }, newKey);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
});
