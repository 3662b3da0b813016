import { i18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { RouterProvider } from 'react-aria-components';
import { I18nProvider as AriaLocale } from 'react-aria-components/I18nProvider';
import { Route, Router, Switch, useLocation, useRoute } from 'wouter';
import { newQueryClient } from '../api/client';
import { useMay, useSession } from '../api/session';
import { NoPermission, NotFound, PageSkeleton, Trouble } from '../parts/states';
import { Told } from '../parts/told';
import { localeOf } from '../words/language';
import { type Route as KnownRoute, OPEN, ROUTES } from './pages';
import { Bare, Shell } from './shell';

const SignIn = lazy(() => import('./sign-in'));

/** The console. Whoever is not signed in sees the sign-in at whatever address, and is where they wanted after it. */
export function App() {
  return (
    <I18nProvider i18n={i18n}>
      <Spoken>
        <Router>
          <Signed />
        </Router>
      </Spoken>
    </I18nProvider>
  );
}

function Spoken({ children }: { children: ReactNode }) {
  const { i18n: spoken } = useLingui();
  return <AriaLocale locale={localeOf(spoken.locale)}>{children}</AriaLocale>;
}

function Signed() {
  const { token, tenant, user } = useSession();
  const [isOpen] = useRoute(OPEN.path);
  if (isOpen) return <Open />;
  if (token === null) {
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  }
  // What was read as somebody is forgotten with them; the same person's new token keeps what is on the page.
  return <Console key={`${tenant} ${user}`} />;
}

/** A page that takes no token. */
function Open() {
  const [client] = useState(newQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Bare>
        <Route path={OPEN.path}>
          <Trouble>
            <Suspense fallback={<PageSkeleton />}>
              <OPEN.Page />
            </Suspense>
          </Trouble>
        </Route>
      </Bare>
    </QueryClientProvider>
  );
}

function Console() {
  const [client] = useState(newQueryClient);
  const [, navigate] = useLocation();
  useEffect(() => () => client.clear(), [client]);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider navigate={navigate}>
        <Shell>
          <Switch>
            {ROUTES.map((route) => (
              <Route key={route.path} path={route.path}>
                <Allowed route={route} />
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Shell>
      </RouterProvider>
      <Told />
    </QueryClientProvider>
  );
}

function Allowed({ route: { needs, Page } }: { route: KnownRoute }) {
  const may = useMay(needs);
  if (!may) return <NoPermission needs={needs} />;
  return (
    <Trouble>
      <Suspense fallback={<PageSkeleton />}>
        <Page />
      </Suspense>
    </Trouble>
  );
}
