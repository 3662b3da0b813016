import { Trans, useLingui } from '@lingui/react/macro';
import type { Schema } from '../api/types';
import styles from './goods.module.css';
import { MOST_PICKED, tray, useTray } from './tray';

type Offer = Schema<'CatalogOffer'>;

export function useTiers(): Record<Schema<'QualityTier'>, string> {
  const { t } = useLingui();
  return { premium: t`premium`, standard: t`standard`, budget: t`budget` };
}

/** The offer with the lowest unit price at a quantity, of those in the first one's currency.
 *
 * `isFrom`: no quantity is asked for, and a smaller one costs more.
 */
export function cheapest(
  offers: readonly Offer[],
  quantity: number | null,
): { offer: Offer; price: string; isFrom: boolean } | undefined {
  const priced = offers.flatMap((offer) => {
    const [lowest, ...others] = offer.price_breaks
      .filter((each) => quantity === null || each.min_quantity <= quantity)
      .map((each) => each.unit_price)
      .sort((a, b) => Number(a) - Number(b));
    return lowest === undefined ? [] : [{ offer, price: lowest, isFrom: quantity === null && others.length > 0 }];
  });
  return priced
    .filter((each) => each.offer.currency === priced[0]?.offer.currency)
    .sort((a, b) => Number(a.price) - Number(b.price))[0];
}

/** Puts goods aside to be compared, or takes them back. */
export function Aside({ id, title }: { id: string; title: string }) {
  const { t } = useLingui();
  const picked = useTray();
  const isIn = picked.some((each) => each.id === id);
  return (
    <label className={styles.aside}>
      <input
        type="checkbox"
        checked={isIn}
        disabled={!isIn && picked.length >= MOST_PICKED}
        aria-label={t`Compare ${title}`}
        onChange={() => tray.toggle({ id, title })}
      />
      <Trans>Compare</Trans>
    </label>
  );
}
