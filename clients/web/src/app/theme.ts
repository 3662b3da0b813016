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

/** The theme that was chosen here. What draws on a canvas listens, for it reads its colours when it draws. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    listeners.add(listener);
    system.addEventListener('change', listener);
    return () => {
      listeners.delete(listener);
      system.removeEventListener('change', listener);
    };
  }, kept);
}
