import { Trans } from '@lingui/react/macro';
import { useId, useLayoutEffect, useSyncExternalStore } from 'react';
import { Button } from './button';
import styles from './told.module.css';

type Kind = 'done' | 'bad';
type Message = { id: number; text: string; kind: Kind; undo?: (() => void) | undefined; otherwise?: () => void };

const STAYS_MS = 8_000;
const NONE: readonly Message[] = [];
const listeners = new Set<() => void>();
const timers = new Map<number, ReturnType<typeof setTimeout>>();
let messages: readonly Message[] = [];
let last = 0;
let places: readonly string[] = []; // where they may be shown, the page first: the last is in front

function become(next: readonly Message[]): void {
  messages = next;
  for (const listener of listeners) listener();
}

function take(id: number): Message | undefined {
  clearTimeout(timers.get(id));
  timers.delete(id);
  const found = messages.find((each) => each.id === id);
  become(messages.filter((each) => each.id !== id));
  return found;
}

const goLater = (id: number) =>
  timers.set(
    id,
    setTimeout(() => take(id)?.otherwise?.(), STAYS_MS),
  );
const stay = (id: number) => clearTimeout(timers.get(id));

/** Says at the foot of the page what was done, with a way back where there is one.
 *
 * `otherwise` is carried out once the message is gone and nobody went back: for what cannot be taken back itself.
 */
export function tell(text: string, more: { kind?: Kind; undo?: () => void; otherwise?: () => void } = {}): void {
  last += 1;
  const others = messages.filter((each) => each.text !== text || each.undo !== undefined); // the same is said once
  become([...others, { id: last, text, kind: 'done', ...more }]);
  goLater(last);
  while (messages.length > 3) take(messages[0]?.id ?? 0)?.otherwise?.();
}

/** Where they are shown: in the drawer that is open, for the page behind it is out of reach, or else on the page. */
export function Told({ isInDrawer = false }: { isInDrawer?: boolean }) {
  const place = useId();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (places.at(-1) === place ? messages : NONE),
  );
  useLayoutEffect(() => {
    places = isInDrawer ? [...places, place] : [place, ...places];
    become(messages);
    return () => {
      places = places.filter((each) => each !== place);
      become(messages);
    };
  }, [place, isInDrawer]);
  return (
    <div className={styles.told} role="status" aria-live="polite">
      {shown.map(({ id, text, kind, undo }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: whoever is at it is given time, it goes after they have left
        <div
          key={id}
          className={`${styles.message} ${kind === 'bad' ? styles.bad : ''}`}
          onPointerEnter={() => stay(id)}
          onPointerLeave={() => goLater(id)}
          onFocus={() => stay(id)}
          onBlur={() => goLater(id)}
        >
          <span className={styles.words}>{text}</span>
          {undo && (
            <Button
              look="quiet"
              onPress={() => {
                take(id);
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
