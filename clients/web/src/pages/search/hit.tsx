import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import type { Decision } from '../../api/types';
import { Aside, cheapest } from '../../parts/goods';
import { Mark } from '../../parts/mark';
import { Price } from '../../parts/price';
import { Why } from '../../parts/why';
import { country, number, percent } from '../../words/format';
import type { Hit as Found } from './queries';
import styles from './search.module.css';

/** A product that was found: what it costs, who sells it, and why it stands here. */
export function Hit({ hit, quantity }: { hit: Found; quantity: number | null }) {
  const { t } = useLingui();
  const { product } = hit;
  const best = cheapest(product.offers, quantity);
  const offer = best?.offer;
  const from = product.origin === null ? null : country(product.origin);
  const said = [product.supplier ?? offer?.supplier, product.brand, from, product.category].filter(
    (each) => each !== null && each !== undefined,
  );
  return (
    <li className={styles.hit}>
      <div className={styles.about}>
        <h3>
          <Link href={`/catalog/${product.product_id}`}>{product.title}</Link>
        </h3>
        <p className={styles.soft}>{said.join(' · ')}</p>
        {product.description !== '' && <p className={styles.description}>{product.description}</p>}
        <Reasons hit={hit} />
      </div>
      <div className={styles.deal}>
        <span className={styles.amount}>
          {best?.isFrom && (
            <span className={styles.soft}>
              <Trans>from</Trans>{' '}
            </span>
          )}
          <Price amount={best?.price} currency={offer?.currency} />
          {offer !== undefined && <span className={styles.soft}> / {offer.unit}</span>}
        </span>
        {offer?.moq !== null && offer?.moq !== undefined && (
          <span className={styles.soft}>
            <Trans>MOQ {number(offer.moq)}</Trans>
          </span>
        )}
        {offer?.lead_time_days !== null && offer?.lead_time_days !== undefined && (
          <span className={styles.soft}>
            <Plural value={offer.lead_time_days} one="ready in # day" other="ready in # days" />
          </span>
        )}
        <span className={styles.acts}>
          <Aside id={product.product_id} title={product.title} />
          <Why
            title={t`Why ${product.title} stands here`}
            of={hit.score as Decision}
            shown={hit.score.value === null ? t`unknown` : percent(hit.score.value)}
          />
        </span>
      </div>
    </li>
  );
}

/** Which words, which meaning and which conditions found it. */
function Reasons({ hit }: { hit: Found }) {
  const { t } = useLingui();
  const nearness = hit.meaning === null || hit.meaning === undefined ? null : percent(Math.max(hit.meaning, 0));
  if (nearness === null && !hit.words?.length && !hit.conditions?.length) return null;
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
