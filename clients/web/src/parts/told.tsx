import { Trans } from '@lingui/react/macro';
import { useSyncExternalStore } from 'react';
import { Button } from './button';
import styles from './told.module.css';

type Message = { id: number; text: string; kind: 'done' | 'bad'; undo?: () => void };
const STAYS_MS = 8_000;
const listeners = new Set<() => void>();
let messages: readonly Message[] = [];
let last = 0;

function become(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

const drop = (id: number) => become(messages.filter((each) => each.id !== id));

/** Says at the foot of the page what was done, with a way back where there is one. */
export function tell(
  text: string,
  { kind = 'done' as Message['kind'], undo = undefined as Message['undo'] } = {},
): void {
  last += 1;
  const id = last;
  become([...messages.slice(-2), { id, text, kind, ...(undo ? { undo } : {}) }]);
  setTimeout(() => drop(id), STAYS_MS);
}

export function Told() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => messages,
  );
  return (
    <div className={styles.told} role="status" aria-live="polite">
      {shown.map(({ id, text, kind, undo }) => (
        <div key={id} className={`${styles.message} ${kind === 'bad' ? styles.bad : ''}`}>
          <span className={styles.words}>{text}</span>
          {undo && (
            <Button
              look="quiet"
              onPress={() => {
                drop(id);
                undo();
              }}
            >
              <Trans>Undo</Trans>
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}
