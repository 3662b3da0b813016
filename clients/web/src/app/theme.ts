import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
const KEPT = 'tradewind.theme';
const listeners = new Set<() => void>();

function kept(): Theme {
  const found = localStorage.getItem(KEPT);
  return found === 'light' || found === 'dark' ? found : 'system';
}

/** Shows the page in the theme that was chosen here; `system` follows the machine. */
export function applyTheme(theme: Theme = kept()): void {
  if (theme === 'system') {
    localStorage.removeItem(KEPT);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(KEPT, theme);
    document.documentElement.dataset.theme = theme;
  }
  for (const listener of listeners) listener();
}

const isDarkOutside = () => matchMedia('(prefers-color-scheme: dark)');

function listen(listener: () => void): () => void {
  const outside = isDarkOutside();
  listeners.add(listener);
  outside.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    outside.removeEventListener('change', listener);
  };
}

/** The theme that was chosen here. */
export function useTheme(): Theme {
  return useSyncExternalStore(listen, kept);
}

/** What is seen of it. Whatever draws on a canvas draws anew by this, for it reads its colours when it draws. */
export function useIsDark(): boolean {
  return useSyncExternalStore(listen, () => kept() === 'dark' || (kept() === 'system' && isDarkOutside().matches));
}
