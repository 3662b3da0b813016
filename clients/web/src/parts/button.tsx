import type { ReactNode } from 'react';
import { type ButtonProps, Button as Pressed } from 'react-aria-components/Button';
import { Link } from 'wouter';
import styles from './button.module.css';
import { Icon, type Sign } from './icon';

type Look = 'main' | 'plain' | 'quiet' | 'danger';
type Shown = { look?: Look; icon?: Sign; children?: ReactNode };

/** Something to press. One `main` a view. Without words it needs an `aria-label`. */
export function Button({
  look = 'plain',
  icon,
  children,
  ...rest
}: Omit<ButtonProps, 'children' | 'className'> & Shown) {
  return (
    <Pressed {...rest} className={`${styles.button} ${styles[look] ?? ''} ${children ? '' : styles.bare}`}>
      {icon && <Icon sign={icon} />}
      {children}
    </Pressed>
  );
}

/** A link that looks like a button: it leads somewhere, so it is one to a browser. */
export function LinkButton({ to, look = 'plain', icon, children }: Shown & { to: string }) {
  return (
    <Link href={to} className={`${styles.button} ${styles[look] ?? ''}`}>
      {icon && <Icon sign={icon} />}
      {children}
    </Link>
  );
}
