import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

/** A part of a page that has a name of its own. */
export function Panel({
  title,
  under,
  actions,
  children,
}: {
  title: string;
  under?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const titled = useId();
  return (
    <section className={styles.panel} aria-labelledby={titled}>
      <header className={styles.head}>
        <div>
          <h2 id={titled}>{title}</h2>
          {under && <p className={styles.under}>{under}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** A few figures beside one another, each with what it counts. */
export function Figures({ of }: { of: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={styles.figures}>
      {of.map(({ name, value }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
