import { useSyncExternalStore } from 'react';

/** What is put aside to be compared, for as long as this tab is open. */
export type Picked = { id: string; title: string };

export const MOST_PICKED = 10;
const KEPT = 'compare';
const listeners = new Set<() => void>();
let picked: readonly Picked[] = read();

function read(): readonly Picked[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isPicked).slice(0, MOST_PICKED) : [];
  } catch {
    return []; // nothing is kept, or storage is shut off
  }
}

function isPicked(each: unknown): each is Picked {
  return typeof each === 'object' && each !== null && 'id' in each && 'title' in each;
}

function become(next: readonly Picked[]): void {
  picked = next;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // it lasts until the page is loaded anew
  }
  for (const listener of listeners) listener();
}

export const tray = {
  /** Put aside, or take back. At ten, no more are taken. */
  toggle(product: Picked): void {
    const rest = picked.filter((each) => each.id !== product.id);
    if (rest.length < picked.length) become(rest);
    else if (picked.length < MOST_PICKED) become([...picked, { id: product.id, title: product.title }]);
  },
  clear: () => become([]),
};

/** What is in the tray now. */
export function useTray(): readonly Picked[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => picked,
  );
}
