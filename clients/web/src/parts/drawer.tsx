import { useLingui } from '@lingui/react/macro';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './button';
import styles from './drawer.module.css';
import { Told } from './told';

/** Something beside the page that is looked at and closed: at the side, on a phone from below.
 *
 * The browser's own dialog: the rest of the page is inert, Escape closes it, the focus goes back where it was.
 */
export function Drawer({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useLingui();
  const dialog = useRef<HTMLDialogElement>(null);
  const titled = useId();
  // Before the dialog leaves the page: closed after it, the browser gives the focus back to nobody.
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown !== null && !shown.open) {
      shown.showModal();
      shown.querySelector<HTMLElement>('form input, form select')?.focus(); // what it is opened for, before the way out
    }
    return () => shown?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it; a press on the backdrop is the mouse's way
    <dialog
      ref={dialog}
      className={styles.drawer}
      aria-labelledby={titled}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id={titled}>{title}</h2>
          <Button look="quiet" icon="close" aria-label={t`Close`} onPress={onClose} />
        </header>
        {children}
      </div>
      <Told isInDrawer />
    </dialog>
  );
}
