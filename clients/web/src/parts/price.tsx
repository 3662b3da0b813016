import { useLingui as useLanguage } from '@lingui/react';
import { Trans, useLingui } from '@lingui/react/macro';
import type { Availability } from '../api/types';
import { money, percent } from '../words/format';
import { Icon } from './icon';
import styles from './price.module.css';

/** An amount, or that it is not known. */
export function Price({
  amount,
  currency,
}: {
  amount: string | null | undefined;
  currency: string | null | undefined;
}) {
  useLanguage(); // written anew in another language
  if (amount === null || amount === undefined) {
    return (
      <span className={styles.unknown}>
        <Trans>Unknown</Trans>
      </span>
    );
  }
  return <span className={styles.price}>{money(amount, currency)}</span>;
}

/** How far a price went: which way by a sign, and what that is to a buyer by a colour. */
export function Change({ share }: { share: number | null | undefined }) {
  const { t } = useLingui();
  if (share === null || share === undefined) return <span className={styles.unknown}>–</span>;
  const digits = Math.abs(share) < 0.1 ? 1 : 0;
  const way = Math.abs(share) < 0.0005 ? 'equal' : share < 0 ? 'down' : 'up';
  const word = { down: t`down`, up: t`up`, equal: t`unchanged` }[way];
  return (
    <span className={`${styles.change} ${styles[way]}`}>
      <Icon sign={way} size={14} />
      <span className="seen-by-readers-only">{word} </span>
      {way === 'equal' ? percent(0) : percent(Math.abs(share), { digits })}
    </span>
  );
}

/** Whether it can be bought, in a word. */
export function useStockWords(): Record<Availability, string> {
  const { t } = useLingui();
  return {
    in_stock: t`in stock`,
    limited: t`few left`,
    out_of_stock: t`out of stock`,
    pre_order: t`to pre-order`,
    back_order: t`on back order`,
    discontinued: t`discontinued`,
    unknown: t`stock unknown`,
  };
}
