import type { ReactNode } from 'react';
import { Icon, type Sign } from './icon';
import styles from './mark.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'unknown';
const SIGNS: Record<Tone, Sign> = { good: 'check', warn: 'warn', bad: 'close', unknown: 'help' };

/** The state of a thing in a word, with a sign and a colour that say the same. */
export function Mark({ tone, sign, children }: { tone: Tone; sign?: Sign; children: ReactNode }) {
  return (
    <span className={`${styles.mark} ${tone === 'unknown' ? '' : styles[tone]}`}>
      <Icon sign={sign ?? SIGNS[tone]} size={14} />
      {children}
    </span>
  );
}
