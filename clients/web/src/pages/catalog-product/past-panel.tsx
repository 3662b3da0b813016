import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { answer, api } from '../../api/client';
import { nameOf } from '../../api/names';
import { useMay } from '../../api/session';
import { Button } from '../../parts/button';
import { Choice } from '../../parts/field';
import { Figures, Panel } from '../../parts/panel';
import { SparkLine } from '../../parts/sparkline';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { money } from '../../words/format';
import styles from './catalog-product.module.css';
import { type Product, productKey, requestOf, usePast } from './queries';

/** What it cost in the shops that are watched; or the way to say which watch it is. */
export function PastPanel({ of: product }: { of: Product }) {
  const { t } = useLingui();
  const mayChange = useMay('manager');
  return (
    <Panel
      title={t`What it costs in shops`}
      actions={
        product.watched_product_id !== null && (
          <Link href={`/products/${product.watched_product_id}`}>
            <Trans>Its price watch</Trans>
          </Link>
        )
      }
    >
      {product.watched_product_id !== null ? (
        <Past watched={product.watched_product_id} />
      ) : (
        <p className={styles.soft}>
          <Trans>No price watch belongs to it.</Trans>
        </p>
      )}
      {mayChange && <Join of={product} />}
    </Panel>
  );
}

function Past({ watched }: { watched: string }) {
  const { t } = useLingui();
  const past = usePast(watched);
  return (
    <Shown query={past} skeleton={<Bones lines={2} />}>
      {(found) => (
        <>
          {found.listings.map(({ listing_id, items }) => {
            const closes = items.map((each) => each.close);
            const known = closes.filter((each) => each !== null).map(Number);
            const last = known.at(-1);
            const currency = items.findLast((each) => each.currency !== null)?.currency;
            return (
              <div key={listing_id} className={styles.past}>
                <span className={styles.spark}>
                  <SparkLine closes={closes} />
                </span>
                {last === undefined ? (
                  <span className={styles.soft}>
                    <Trans>Nothing was read in 90 days.</Trans>
                  </span>
                ) : (
                  <Figures
                    of={[
                      { name: t`Now`, value: money(last, currency) },
                      { name: t`Lowest in 90 days`, value: money(Math.min(...known), currency) },
                      { name: t`Highest in 90 days`, value: money(Math.max(...known), currency) },
                    ]}
                  />
                )}
              </div>
            );
          })}
        </>
      )}
    </Shown>
  );
}

/** Which watch it is: of the newest hundred. */
function Join({ of: product }: { of: Product }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [chosen, choose] = useState(product.watched_product_id ?? '');
  const watches = useQuery({
    queryKey: ['watches', 'to-join'],
    queryFn: ({ signal }) => answer(api.GET('/v1/prices/watches', { params: { query: { limit: 100 } }, signal })),
  });
  const join = useMutation({
    mutationFn: () =>
      answer(
        api.PUT('/v1/catalog/products/{product_id}', {
          params: { path: { product_id: product.product_id } },
          body: { ...requestOf(product), watched_product_id: chosen === '' ? null : chosen },
        }),
      ),
    onSuccess: (found) => {
      client.setQueryData(productKey(product.product_id), found);
      tell(t`Saved`);
    },
  });
  const options = (watches.data?.items ?? []).map((each) => ({ value: each.product_id, label: nameOf(each) }));
  if (options.length === 0) return null;
  return (
    <div className={styles.join}>
      <Choice
        label={t`The price watch that it is`}
        value={chosen}
        options={[{ value: '', label: t`none` }, ...options]}
        onChange={choose}
      />
      <Button
        isPending={join.isPending}
        isDisabled={chosen === (product.watched_product_id ?? '')}
        onPress={() => join.mutate()}
      >
        <Trans>Join</Trans>
      </Button>
      {join.error !== null && <FailedLine problem={join.error} />}
    </div>
  );
}
