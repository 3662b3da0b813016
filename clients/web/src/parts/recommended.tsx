import { Link } from 'wouter';
import type { Schema } from '../api/types';
import { cheapest } from './goods';
import styles from './goods.module.css';
import { Price } from './price';

/** Other goods, each with its price and why it was chosen: beside one another where there is room. */
export function Recommended({ of }: { of: readonly Schema<'Recommended'>[] }) {
  return (
    <ul className={styles.recommended}>
      {of.map(({ product, reasons }) => {
        const best = cheapest(product.offers, null);
        return (
          <li key={product.product_id}>
            <Link href={`/catalog/${product.product_id}`}>{product.title}</Link>
            <Price amount={best?.price} currency={best?.offer.currency} />
            {/* The API gives its reasons in English. */}
            <span className={styles.soft} lang="en">
              {reasons[0]?.text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
