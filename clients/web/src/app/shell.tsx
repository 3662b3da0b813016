import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { session, useMay, useSession } from '../api/session';
import { Button } from '../parts/button';
import { Choice } from '../parts/field';
import { Icon } from '../parts/icon';
import { choose, LANGUAGES, type Language } from '../words/language';
import { NAV } from './nav';
import styles from './shell.module.css';
import { applyTheme, type Theme, useTheme } from './theme';

/** What stands around every page: the way to the others, the language, the theme, the way out. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const [location] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const before = useRef(location);
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    setOpen(false);
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        <Trans>Skip to the page</Trans>
      </a>
      <header className={styles.side} data-open={isOpen || undefined}>
        <div className={styles.brand}>
          <Link href="/" className={styles.mark} aria-label={t`Tradewind, to your watches`}>
            <img src="/icon.svg" alt="" width="24" height="24" />
            <span>Tradewind</span>
          </Link>
          <span className={styles.opener}>
            <Button
              look="quiet"
              icon={isOpen ? 'close' : 'menu'}
              aria-label={isOpen ? t`Close the menu` : t`Open the menu`}
              aria-expanded={isOpen}
              aria-controls="menu"
              onPress={() => setOpen(!isOpen)}
            />
          </span>
        </div>
        <div className={styles.menu} id="menu">
          <nav aria-label={t`Pages`}>
            <ul className={styles.pages}>
              {NAV.map((each) => (
                <NavItem key={each.path} {...each} isHere={isAt(each.path, location)} />
              ))}
            </ul>
          </nav>
          <Preferences />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </div>
  );
}

/** What stands around a page that is open to everybody: nothing but whose it is. */
export function Bare({ children }: { children: ReactNode }) {
  return (
    <main id="main" className={styles.bare}>
      {children}
      <footer className={styles.foot}>Tradewind</footer>
    </main>
  );
}

const isAt = (path: string, location: string) =>
  path === '/' ? location === '/' || location.startsWith('/products/') : location.startsWith(path);

function NavItem({ path, label, icon, needs, isHere }: (typeof NAV)[number] & { isHere: boolean }) {
  const { i18n } = useLingui();
  if (!useMay(needs)) return null;
  return (
    <li>
      <Link href={path} className={styles.page ?? ''} aria-current={isHere ? 'page' : undefined}>
        <Icon sign={icon} />
        {i18n._(label)}
      </Link>
    </li>
  );
}

function Preferences() {
  const { t, i18n } = useLingui();
  const theme = useTheme();
  const { user, tenant } = useSession();
  return (
    <div className={styles.preferences}>
      <Choice<Language>
        label={t`Language`}
        isCompact
        value={i18n.locale as Language}
        options={(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value] }))}
        onChange={(language) => void choose(language)}
      />
      <Choice<Theme>
        label={t`Theme`}
        isCompact
        value={theme}
        options={[
          { value: 'system', label: t`Theme of this device` },
          { value: 'light', label: t`Light` },
          { value: 'dark', label: t`Dark` },
        ]}
        onChange={applyTheme}
      />
      <div className={styles.who}>
        <span title={tenant ?? undefined}>{user ?? t`API key`}</span>
        <Button look="quiet" icon="out" aria-label={t`Sign out`} onPress={session.signOut} />
      </div>
    </div>
  );
}
