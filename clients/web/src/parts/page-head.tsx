import { type ReactNode, useEffect } from 'react';
import styles from './page-head.module.css';

/** The head of every page: what it is, and what can be done on it. It names the browser's tab too. */
export function PageHead({ title, under, actions }: { title: string; under?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Tradewind`;
  }, [title]);
  return (
    <header className={styles.head}>
      <div className={styles.names}>
        <h1>{title}</h1>
        {under && <div className={styles.under}>{under}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
