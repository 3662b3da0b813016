import { beforeEach, expect, test } from 'vitest';
import { session } from './session';

function token(claims: object): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;
}
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const good = token({ sub: 'ana', tenant: 'acme', role: 'manager', tier: 'pro', exp: inAnHour });
const anHourAgo = token({ sub: 'ana', exp: inAnHour - 7200 });

const at = (href: string) => new URL(href) as unknown as Location;
const addresses: string[] = [];
const history = {
  state: null,
  replaceState: (_state: unknown, _title: string, address: string) => addresses.push(address),
} as unknown as History;

beforeEach(() => {
  session.signOut();
  addresses.length = 0;
});

test('a token says who is signed in, and is kept for the tab alone', () => {
  expect(session.signIn(` Bearer ${good}\n`)).toBe(true);
  expect(session.now()).toMatchObject({ user: 'ana', tenant: 'acme', role: 'manager', tier: 'pro' });
  expect(Object.values({ ...sessionStorage })).toEqual([good]);
  expect(localStorage).toHaveLength(0);
});

test.each(['', 'hello', 'a.b.c', anHourAgo, `${token([])}!`])(
  'what is no token that can be used is not taken: %s',
  (text) => {
    expect(session.signIn(text)).toBe(false);
    expect(session.now().token).toBeNull();
  },
);

test('claims of an issuer with other names are read, and a role nobody knows is the least', () => {
  session.signIn(token({ sub: 'bo', 'custom:role': 'admin', 'custom:tenant': 'other', role: 7 }));
  expect(session.now()).toMatchObject({ role: 'viewer', tenant: 'other' });
  session.signIn(token({ sub: 'bo', 'custom:role': 'admin' }));
  expect(session.now().role).toBe('admin');
});

test('a link signs in on ones own machine alone, and its token leaves the address in any case', () => {
  session.resume(at(`https://console.example/add?url=x#token=${good}`), history);
  expect(session.now().token).toBeNull();
  session.resume(at(`http://127.0.0.1:8470/add?url=x#token=${good}`), history);
  expect(session.now().token).toBe(good);
  expect(addresses).toEqual(['/add?url=x', '/add?url=x']);
});

test('a session that has ended says why, and its token is forgotten', () => {
  session.signIn(good);
  session.end('expired');
  expect(session.now()).toMatchObject({ token: null, ended: 'expired' });
  expect(sessionStorage).toHaveLength(0);
});

test('a tab that is opened again goes on, unless its token is past its time by now', () => {
  sessionStorage.setItem('tradewind.token', good);
  session.resume(at('https://console.example/'), history);
  expect(session.now().user).toBe('ana');
  sessionStorage.setItem('tradewind.token', anHourAgo);
  session.resume(at('https://console.example/'), history);
  expect(session.now()).toMatchObject({ token: null, ended: 'expired' });
});
