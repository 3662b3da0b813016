import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { answer, api } from '../../api/client';
import { nameOf } from '../../api/names';
import { useMay } from '../../api/session';
import type { Bars } from '../../api/types';
import { Button } from '../../parts/button';
import type { Mark } from '../../parts/chart';
import { Choice } from '../../parts/field';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { drawn, standing } from '../../parts/series';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { tell } from '../../parts/told';
import styles from './catalog-product.module.css';
import { type Product, productKey, requestOf, usePast } from './queries';

const Chart = lazy(() => import('../../parts/chart'));
const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'];
const NO_MARKS: readonly Mark[] = [];
const ignore = () => undefined;

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
            <Trans>Open its price watch</Trans>
          </Link>
        )
      }
    >
      {product.watched_product_id !== null ? (
        <Past watched={product.watched_product_id} title={product.title} />
      ) : (
        <p className={styles.soft}>
          <Trans>No price watch belongs to it.</Trans>
        </p>
      )}
      {mayChange && <Join of={product} />}
    </Panel>
  );
}

function Past({ watched, title }: { watched: string; title: string }) {
  const past = usePast(watched);
  return (
    <Shown query={past} skeleton={<Bones lines={1} height="26rem" />}>
      {(found) => <Drawn of={found.listings} title={title} />}
    </Shown>
  );
}

/** The shops on one scale, in the currency of the first that was read; below it what they ask, and what they asked. */
function Drawn({ of: listings, title }: { of: readonly Bars[]; title: string }) {
  const { t } = useLingui();
  const [now] = useState(() => new Date());
  const [zoom, setZoom] = useState<{ from: number; to: number } | null>(null);
  const currency = listings.flatMap((each) => each.items).findLast((bar) => bar.currency !== null)?.currency ?? null;
  const line = useMemo(() => drawn(listings, currency, now, undefined), [listings, currency, now]);
  const shops = line.shops.map((shop, at) => {
    const prices = shop.values.filter((each) => typeof each === 'number');
    return { ...shop, prices, colour: COLOURS[at % COLOURS.length] ?? '--series-6' };
  });
  if (shops.every((shop) => shop.prices.length === 0)) {
    return (
      <p className={styles.soft}>
        <Trans>Nothing was read in 90 days.</Trans>
      </p>
    );
  }
  return (
    <>
      <Suspense fallback={<Bones lines={1} height="20rem" />}>
        <Chart
          drawn={line}
          currency={currency}
          colours={COLOURS}
          marks={NO_MARKS}
          zoom={zoom}
          label={t`Chart of what ${title} cost in shops, 90 days`}
          onPoint={ignore}
          onZoom={setZoom}
          onReady={ignore}
        />
      </Suspense>
      <Table
        label={t`What it costs in shops`}
        rows={shops}
        keyOf={(shop) => shop.listing}
        columns={[
          {
            name: t`Shop`,
            cell: (shop) => (
              <span className={styles.shop}>
                <span className={styles.swatch} style={{ background: `var(${shop.colour})` }} />
                {shop.host}
              </span>
            ),
          },
          { name: t`Now`, isNumber: true, cell: (shop) => asMoney(standing(shop.values, shop.values.length - 1)) },
          { name: t`Lowest in 90 days`, isNumber: true, cell: (shop) => asMoney(least(shop.prices)) },
          { name: t`Highest in 90 days`, isNumber: true, cell: (shop) => asMoney(most(shop.prices)) },
        ]}
      />
    </>
  );
  function asMoney(price: number | null) {
    return <Price amount={price === null ? null : String(price)} currency={currency} />;
  }
}

const least = (prices: readonly number[]) => (prices.length === 0 ? null : Math.min(...prices));
const most = (prices: readonly number[]) => (prices.length === 0 ? null : Math.max(...prices));

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
        label={t`Its price watch`}
        value={chosen}
        options={[{ value: '', label: t`none` }, ...options]}
        onChange={choose}
      />
      <Button
        isPending={join.isPending}
        isDisabled={chosen === (product.watched_product_id ?? '')}
        onPress={() => join.mutate()}
      >
        <Trans>Save</Trans>
      </Button>
      {join.error !== null && <FailedLine problem={join.error} />}
    </div>
  );
}
