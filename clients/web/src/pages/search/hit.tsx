import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import type { Decision } from '../../api/types';
import { Aside, cheapest } from '../../parts/goods';
import { Mark } from '../../parts/mark';
import { Price } from '../../parts/price';
import { Why } from '../../parts/why';
import { country, listed, number, percent, unitName } from '../../words/format';
import type { Hit as Found } from './queries';
import styles from './search.module.css';

/** A product that was found: what it costs, who sells it, and why it stands here. */
export function Hit({ hit, quantity }: { hit: Found; quantity: number | null }) {
  const { t } = useLingui();
  const { product } = hit;
  const wanted = cheapest(product.offers, quantity);
  const best = wanted ?? cheapest(product.offers, null); // nobody sells so few: from which price on they do
  const offer = best?.offer;
  const from = product.origin === null ? null : country(product.origin);
  const said = [product.supplier ?? offer?.supplier, product.brand, from, product.category].filter(
    (each) => each !== null && each !== undefined,
  );
  return (
    <li className={styles.hit}>
      <div className={styles.about}>
        <h2>
          <Link href={`/catalog/${product.product_id}`}>{product.title}</Link>
        </h2>
        <p className={styles.soft}>{said.join(' · ')}</p>
        {product.description !== '' && <p className={styles.description}>{product.description}</p>}
      </div>
      <div className={styles.deal}>
        <span>
          {best?.isFrom && (
            <span className={styles.soft}>
              <Trans>from</Trans>{' '}
            </span>
          )}
          <b className={styles.amount}>
            <Price amount={best?.price} currency={offer?.currency} />
          </b>
          {offer !== undefined && <span className={styles.soft}> / {unitName(offer.unit)}</span>}
        </span>
        {wanted !== undefined && quantity !== null && (
          <span className={styles.soft}>
            <Trans>at {number(quantity)}</Trans>
          </span>
        )}
        {offer?.moq !== null && offer?.moq !== undefined && (
          <span className={styles.soft}>
            {quantity !== null && offer.moq > quantity ? (
              <Mark tone="warn">
                <Trans>MOQ {number(offer.moq)}</Trans>
              </Mark>
            ) : (
              <Trans>MOQ {number(offer.moq)}</Trans>
            )}
          </span>
        )}
        {offer?.lead_time_days !== null && offer?.lead_time_days !== undefined && (
          <span className={styles.soft}>
            <Plural value={offer.lead_time_days} one="ready in # day" other="ready in # days" />
          </span>
        )}
      </div>
      <Reasons hit={hit} />
      <div className={styles.acts}>
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

/** What it does not meet, before all; which words and which meaning found it; and, unfolded, what it meets. */
function Reasons({ hit }: { hit: Found }) {
  const { t } = useLingui();
  const nearness = hit.meaning === null || hit.meaning === undefined ? null : percent(Math.max(hit.meaning, 0));
  const conditions = hit.conditions ?? [];
  const met = conditions.filter((each) => each.is_met);
  const words = (hit.words ?? []).map(({ word, means }) => (means === null ? word : `${word} (${means})`));
  const [all, some] = [conditions.length, met.length];
  return (
    <ul className={styles.reasons} aria-label={t`Why it was found`}>
      {/* The API says in English what a product has. */}
      {conditions
        .filter((each) => !each.is_met)
        .map(({ kind, wanted, has }) => (
          <li key={kind + wanted} lang="en">
            <Mark tone="warn">
              {wanted}
              {has !== null && `: ${has}`}
            </Mark>
          </li>
        ))}
      {some > 0 && (
        <li>
          <details className={styles.met}>
            <summary>
              <Mark tone="good">
                {some === all ? (
                  <Plural value={all} one="Meets your condition" other="Meets all # conditions" />
                ) : (
                  <Trans>
                    Meets {some} of {all}
                  </Trans>
                )}
              </Mark>
            </summary>
            <ul lang="en">
              {met.map(({ kind, wanted, has }) => (
                <li key={kind + wanted}>
                  {wanted}
                  {has !== null && has !== wanted && `: ${has}`}
                </li>
              ))}
            </ul>
          </details>
        </li>
      )}
      {words.length > 0 && (
        <li className={styles.soft}>
          <Trans>Says {listed(words)}</Trans>
        </li>
      )}
      {nearness !== null && (
        <li className={styles.soft}>
          <Trans>{nearness} alike in meaning</Trans>
        </li>
      )}
    </ul>
  );
}
