import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import type { Decision } from '../../api/types';
import { Mark } from '../../parts/mark';
import { Price } from '../../parts/price';
import { MOST_PICKED, tray, useTray } from '../../parts/tray';
import { Why } from '../../parts/why';
import { number, percent } from '../../words/format';
import type { Hit as Found } from './queries';
import styles from './search.module.css';

/** A product that was found: what it costs, who sells it, and why it stands here. */
export function Hit({ hit, quantity }: { hit: Found; quantity: number | null }) {
  const { t } = useLingui();
  const { product } = hit;
  const offer = cheapest(product.offers, quantity);
  const said = [product.supplier ?? offer?.supplier, product.brand, product.origin, product.category].filter(
    (each) => each !== null && each !== undefined,
  );
  return (
    <li className={styles.hit}>
      <div className={styles.about}>
        <h3>
          <Link href={`/catalog/${product.product_id}`}>{product.title}</Link>
        </h3>
        <p className={styles.soft}>{said.join(' · ')}</p>
        <Reasons hit={hit} />
      </div>
      <div className={styles.deal}>
        <span className={styles.amount}>
          <Price amount={offer?.price} currency={offer?.currency} />
          {offer !== undefined && <span className={styles.soft}> / {offer.unit}</span>}
        </span>
        {offer?.moq !== null && offer?.moq !== undefined && (
          <span className={styles.soft}>
            <Trans>MOQ {number(offer.moq)}</Trans>
          </span>
        )}
        {offer?.days !== null && offer?.days !== undefined && (
          <span className={styles.soft}>
            <Plural value={offer.days} one="ready in # day" other="ready in # days" />
          </span>
        )}
        <Aside id={product.product_id} title={product.title} />
        <Why
          title={t`Why ${product.title} stands here`}
          of={hit.score as Decision}
          shown={hit.score.value === null ? t`unknown` : percent(hit.score.value)}
        />
      </div>
    </li>
  );
}

/** Which words, which meaning and which conditions found it. */
function Reasons({ hit }: { hit: Found }) {
  const { t } = useLingui();
  const nearness = hit.meaning === null || hit.meaning === undefined ? null : percent(Math.max(hit.meaning, 0));
  return (
    <ul className={styles.reasons} aria-label={t`Why it was found`}>
      {(hit.words ?? []).map(({ word, means }) => (
        <li key={word}>
          <b>{word}</b>
          {means !== null && ` = ${means}`}
        </li>
      ))}
      {nearness !== null && (
        <li className={styles.soft}>
          <Trans>meaning {nearness}</Trans>
        </li>
      )}
      {(hit.conditions ?? []).map(({ kind, wanted, has, is_met }) => (
        <li key={kind + wanted}>
          <Mark tone={is_met ? 'good' : 'warn'}>
            {wanted}
            {has !== null && has !== wanted && `: ${has}`}
          </Mark>
        </li>
      ))}
    </ul>
  );
}

/** Put a product aside to be compared. */
function Aside({ id, title }: { id: string; title: string }) {
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

/** The offer with the lowest unit price at a quantity, of those in the first one's currency. */
export function cheapest(offers: Found['product']['offers'], quantity: number | null) {
  const priced = (offers ?? []).flatMap((offer) => {
    const breaks = (offer.price_breaks ?? []).filter((each) => quantity === null || each.min_quantity <= quantity);
    const lowest = breaks.map((each) => Number(each.unit_price)).sort((a, b) => a - b)[0];
    return lowest === undefined
      ? []
      : [
          {
            price: String(lowest),
            currency: offer.currency,
            unit: offer.unit,
            moq: offer.moq,
            days: offer.lead_time_days,
            supplier: offer.supplier,
          },
        ];
  });
  return priced
    .filter((each) => each.currency === priced[0]?.currency)
    .sort((a, b) => Number(a.price) - Number(b.price))[0];
}
