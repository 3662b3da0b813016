import { useSyncExternalStore } from 'react';

export type Role = 'viewer' | 'driver' | 'manager' | 'admin';
const ROLES: readonly Role[] = ['viewer', 'driver', 'manager', 'admin'];

/** Who is signed in. The token is kept for this tab alone, and ends with it. */
export type Session = {
  token: string | null;
  user: string | null;
  tenant: string | null;
  /** What the token says; the server decides. */
  role: Role;
  tier: string;
  /** Why somebody who was signed in is not any more. */
  ended: 'expired' | 'refused' | null;
};

const KEPT = 'tradewind.token';
const NOBODY: Session = { token: null, user: null, tenant: null, role: 'viewer', tier: 'free', ended: null };
const listeners = new Set<() => void>();
let current: Session = NOBODY;

function become(next: Session): void {
  current = next;
  if (next.token === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, next.token);
  for (const listener of listeners) listener();
}

export const session = {
  now: (): Session => current,
  /** Takes a token as it was pasted. False for a text that is neither a token nor a key, and for one past its time. */
  signIn(text: string): boolean {
    const found = sessionOf(text.trim().replace(/^Bearer\s+/i, ''));
    if (found === null) return false;
    become(found);
    return true;
  },
  signOut: (): void => become(NOBODY),
  end: (why: 'expired' | 'refused'): void => {
    if (current.token !== null) become({ ...NOBODY, ended: why });
  },
  /** Goes on where this tab was, and takes a token from the address (`#token=`) on one's own machine. */
  resume(location: Location, history: History): void {
    const given = new URLSearchParams(location.hash.slice(1)).get('token');
    const isOwnMachine = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);
    if (given !== null) {
      history.replaceState(history.state, '', location.pathname + location.search);
      // Elsewhere a link could sign somebody in as another, who then would see what they enter.
      if (isOwnMachine && session.signIn(given)) return;
    }
    const kept = sessionStorage.getItem(KEPT);
    if (kept !== null && !session.signIn(kept)) become({ ...NOBODY, ended: 'expired' });
  },
};

/** What a token says of its holder; an API key says nothing. */
function sessionOf(token: string): Session | null {
  if (/^tw_[A-Za-z0-9_-]{10,}$/.test(token)) return { ...NOBODY, token, role: 'manager' };
  const payload = token.split('.')[1];
  if (payload === undefined || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return null;
  let claims: Record<string, unknown>;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return null;
  }
  if (typeof claims.exp === 'number' && claims.exp * 1000 <= Date.now()) return null;
  const claim = (name: string) => {
    const value = claims[name] ?? claims[`custom:${name}`];
    return typeof value === 'string' ? value : null;
  };
  return {
    token,
    user: claim('sub'),
    tenant: claim('tenant'),
    role: ROLES.find((role) => role === claim('role')) ?? 'viewer',
    tier: claim('tier') ?? 'free',
    ended: null,
  };
}

export function useSession(): Session {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, session.now);
}

/** Whether the role of whoever is signed in is enough; a button that would be refused is not shown. */
export function useMay(role: Role): boolean {
  return ROLES.indexOf(useSession().role) >= ROLES.indexOf(role);
}
