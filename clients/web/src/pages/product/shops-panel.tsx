import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import type { ListingNow } from '../../api/types';
import { Button } from '../../parts/button';
import { Mark } from '../../parts/mark';
import { Panel } from '../../parts/panel';
import { Price, useStockWords } from '../../parts/price';
import { Table } from '../../parts/table';
import { When } from '../../parts/when';
import { Why } from '../../parts/why';
import { money } from '../../words/format';
import styles from './product.module.css';
import { shopNames } from './shop-names';

const JoinDialog = lazy(() => import('./join-dialog'));

/** The pages that were read for this product, each with what it asks and why that is believed. */
export function ShopsPanel({
  product,
  listings,
  mayChange,
}: {
  product: string;
  listings: readonly ListingNow[];
  mayChange: boolean;
}) {
  const { t } = useLingui();
  const [isJoining, setJoining] = useState(false);
  const stock = useStockWords();
  const names = shopNames(listings);
  return (
    <Panel
      title={t`Where it is read`}
      actions={
        mayChange && (
          <Button icon="add" onPress={() => setJoining(true)}>
            <Trans>Compare another shop</Trans>
          </Button>
        )
      }
    >
      {isJoining && (
        <Suspense>
          <JoinDialog product={product} onClose={() => setJoining(false)} />
        </Suspense>
      )}
      <Table
        label={t`Where it is read`}
        rows={listings}
        keyOf={(each) => each.listing_id}
        columns={[
          {
            name: t`Page`,
            cell: (each) => (
              <a href={each.url} target="_blank" rel="noreferrer">
                {names.get(each.listing_id)}
              </a>
            ),
          },
          {
            name: t`Price`,
            isNumber: true,
            cell: ({ now }) => (
              <span className={styles.cell}>
                <b>
                  <Price amount={now.price.value} currency={now.currency} />
                </b>
                <Why
                  title={t`Why this price`}
                  of={now.price}
                  shown={now.price.value === null ? t`Unknown` : money(now.price.value, now.currency)}
                />
              </span>
            ),
          },
          {
            name: t`Shipping`,
            isNumber: true,
            cell: ({ now }) =>
              now.shipping === null ? (
                <span className={styles.soft}>{t`not stated`}</span>
              ) : Number(now.shipping) === 0 ? (
                t`free`
              ) : (
                <Price amount={now.shipping} currency={now.currency} />
              ),
          },
          { name: t`Stock`, cell: ({ now }) => stock[now.availability] },
          {
            name: t`Looked at`,
            cell: ({ now }) => (
              <>
                {now.checked_at === null ? t`not yet` : <When at={now.checked_at} />}
                {now.price.degraded && now.read_at !== null && (
                  <>
                    {' '}
                    <Mark tone="warn">
                      <Trans>
                        price of <When at={now.read_at} />
                      </Trans>
                    </Mark>
                  </>
                )}
              </>
            ),
          },
          {
            name: t`Reading`,
            cell: ({ listing_id, url }) => (
              <span className={styles.links}>
                {mayChange && (
                  <Link href={`/teach?listing=${listing_id}&url=${encodeURIComponent(url)}`}>{t`Teach`}</Link>
                )}
                <Link href={`/listings/${listing_id}/breakage`}>{t`Saved pages`}</Link>
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}
