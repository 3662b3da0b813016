import type { ReactNode } from 'react';
import { Icon, type Sign } from './icon';
import styles from './notice.module.css';

type Kind = 'note' | 'good' | 'warn' | 'bad';
const SIGNS: Record<Kind, Sign> = { note: 'help', good: 'check', warn: 'warn', bad: 'warn' };

/** A line about the view it stands in: what is missing, since when it is old, what went wrong. */
export function Notice({ kind = 'note', children, action }: { kind?: Kind; children: ReactNode; action?: ReactNode }) {
  return (
    <div className={`${styles.notice} ${styles[kind]}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <Icon sign={SIGNS[kind]} />
      <div className={styles.words}>{children}</div>
      {action}
    </div>
  );
}
