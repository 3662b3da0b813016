import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useRef } from 'react';
import { Button } from './button';
import styles from './copyable.module.css';
import { tell } from './told';

/** Something to be taken elsewhere: shown, and copied by a press. */
export function Copyable({ text, lang, children }: { text: string; lang?: string; children: ReactNode }) {
  const { t } = useLingui();
  const shown = useRef<HTMLDivElement>(null);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      tell(t`Copied`);
    } catch {
      // A page over plain HTTP has no clipboard, and a browser may be told to refuse it.
      if (shown.current !== null) getSelection()?.selectAllChildren(shown.current);
      tell(t`This browser does not let a page copy. It is marked: press Ctrl+C, or hold it on a phone.`);
    }
  }
  return (
    <div className={styles.copyable}>
      <div ref={shown} className={styles.text} lang={lang}>
        {children}
      </div>
      <Button onPress={() => void copy()}>
        <Trans>Copy</Trans>
      </Button>
    </div>
  );
}
