import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Role } from '../api/session';
import { loadWordsOf } from '../words/language';

const modules = import.meta.glob<{ default: ComponentType }>('../pages/*/index.tsx');

/** Where a page is, and the folder of `src/pages` that holds it. Each is loaded when it is first gone to. */
export type Route = { path: string; page: string; Page: LazyExoticComponent<ComponentType>; needs: Role };

function route(path: string, page: string, needs: Role = 'viewer'): Route {
  return { path, page, needs, Page: lazy(() => loadPage(page)) };
}

async function loadPage(page: string): Promise<{ default: ComponentType }> {
  const load = modules[`../pages/${page}/index.tsx`];
  if (load === undefined) throw new Error(`src/pages/${page}/index.tsx is missing`);
  const [found] = await Promise.all([load(), loadWordsOf(page)]);
  return found;
}

/** Read in order: the first that fits is shown. */
export const ROUTES: readonly Route[] = [
  route('/', 'watches'),
  route('/add', 'add-watch', 'manager'),
  route('/products/:product', 'product'),
  route('/listings/:listing/breakage', 'breakage'),
  route('/search', 'search'),
  route('/catalog/:product', 'catalog-product'),
  route('/compare', 'compare'),
  route('/goods', 'goods'),
  route('/goods/:id', 'goods'),
  route('/teach', 'teach', 'manager'),
  route('/alerts', 'alerts'),
  route('/channels', 'channels'),
  route('/transfers', 'transfers'),
  route('/transfers/:id', 'transfers'),
  route('/health', 'health'),
  route('/models', 'models'),
];

/** What is shown to whoever has its address, signed in or not. */
export const OPEN: Route = route('/shared/:address', 'shared');

/** Has the page of a path on its way before anything is drawn: its code, its words and those of all come together. */
export function preload(path: string): void {
  const parts = path.split('/');
  const found = [OPEN, ...ROUTES].find((route) => {
    const wanted = route.path.split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith(':') || part === parts[at]);
  });
  if (found !== undefined) void loadPage(found.page);
}
