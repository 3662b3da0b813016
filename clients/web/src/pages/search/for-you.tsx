import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answer, api } from '../../api/client';
import type { Decision } from '../../api/types';
import { cheapest } from '../../parts/goods';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Why } from '../../parts/why';
import styles from './search.module.css';

const MOST = 4;

/** What this person is likely to want next, before anything is searched for. Where that is not known, nothing. */
export function ForYou() {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: ['catalog-for-you'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/recommendations', { params: { query: { limit: MOST } }, signal })),
    staleTime: 60_000,
  });
  if (found.data === undefined || found.data.items.length === 0) return null;
  const { items, chosen_by } = found.data;
  return (
    <Panel
      title={t`For you`}
      actions={<Why title={t`Why these were chosen`} of={chosen_by as Decision} shown={chosen_by.value} />}
    >
      <ul className={styles.forYou}>
        {items.map(({ product, reasons }) => {
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
    </Panel>
  );
}
