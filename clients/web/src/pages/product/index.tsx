import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { answer, api } from '../../api/client';
import { nameOf } from '../../api/names';
import { useMay } from '../../api/session';
import type { ListedWatch, ListingNow, ProductNow } from '../../api/types';
import { useAddress } from '../../parts/address';
import { Button } from '../../parts/button';
import { Notice } from '../../parts/notice';
import { PageHead } from '../../parts/page-head';
import { Price, useStockWords } from '../../parts/price';
import { PageSkeleton, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import { Why } from '../../parts/why';
import { money, percent } from '../../words/format';
import { ChartPanel } from './chart-panel';
import { CouponsPanel } from './coupons-panel';
import { DealPanel } from './deal-panel';
import { ForecastPanel } from './forecast-panel';
import styles from './product.module.css';
import { useAlertsOf, useDeal, useForecast, useProduct, useWatchOn } from './queries';
import { ShopsPanel } from './shops-panel';
import { ToldPanel } from './told-panel';

const RuleDialog = lazy(() => import('./rule-dialog'));
const NO_ALERTS: never[] = [];

export default function ProductPage() {
  const { product = '' } = useParams();
  const found = useProduct(product);
  return (
    <Shown query={found} skeleton={<PageSkeleton />}>
      {(known) => <Product key={product} of={known} />}
    </Shown>
  );
}

/** The answer first: what it costs, whether that is a deal, whether to wait. Then the picture, then what it rests on. */
function Product({ of: product }: { of: ProductNow }) {
  const mayChange = useMay('manager');
  const [at, setAt] = useAddress();
  const id = product.product_id;
  const shown = cheapest(product.listings);
  const watch = useWatchOn(id);
  const deal = useDeal(id, shown?.listing_id);
  const forecast = useForecast(id, shown?.listing_id);
  const told = useAlertsOf(watch.data?.watch_id);
  const alerts = told.data?.items ?? NO_ALERTS;
  const currency = shown?.now.currency ?? null;
  const name = watch.data?.label ?? product.title ?? (shown ? nameOf({ title: shown.now.title, url: shown.url }) : id);
  const hosts = product.listings.map((each) => each.host);
  return (
    <>
      <PageHead
        title={name}
        under={hosts.length > 1 ? <Plural value={hosts.length} one="at # shop" other="at # shops" /> : hosts[0]}
        actions={mayChange && (watch.data ? <Actions watch={watch.data} /> : watch.isPending && <ActionsSkeleton />)}
      />
      {shown === undefined ? (
        <Notice kind="warn">
          <Trans>No page belongs to this product any more.</Trans>
        </Notice>
      ) : (
        <>
          <PresentPrice listing={shown} count={hosts.length} isPaused={watch.data?.paused === true} />
          <div className={styles.answers}>
            <DealPanel query={deal} />
            <ForecastPanel query={forecast} product={id} />
          </div>
          <ChartPanel
            product={id}
            name={name}
            listings={product.listings}
            currency={currency}
            forecast={forecast.data}
            alerts={alerts}
            at={at}
            setAt={setAt}
          />
          <CouponsPanel product={id} hosts={hosts} currency={currency} />
          <ShopsPanel product={id} listings={product.listings} mayChange={mayChange} />
          <ToldPanel alerts={alerts} />
        </>
      )}
    </>
  );
}

/** The page that asks the least of those whose price is known; all are in one currency, or the first is taken. */
function cheapest(listings: readonly ListingNow[]): ListingNow | undefined {
  const priced = listings.filter((each) => each.now.price.value !== null);
  const first = priced[0] ?? listings[0];
  return priced
    .filter((each) => each.now.currency === first?.now.currency)
    .reduce((best, each) => (Number(each.now.price.value) < Number(best?.now.price.value) ? each : best), first);
}

function PresentPrice({
  listing: { host, now, url },
  count,
  isPaused,
}: {
  listing: ListingNow;
  count: number;
  isPaused: boolean;
}) {
  const { t } = useLingui();
  const stock = useStockWords();
  const isKnown = now.price.value !== null;
  const was =
    now.was_price !== null && isKnown && Number(now.was_price) > Number(now.price.value) ? now.was_price : null;
  const off = was === null ? '' : percent(1 - Number(now.price.value) / Number(was));
  const reason = now.price.reasons[0]?.text;
  return (
    <section className={styles.present} aria-label={t`Present price`}>
      <div className={styles.big}>
        <Price amount={now.price.value} currency={now.currency} />
        {was !== null && (
          <span className={styles.was}>
            <s>{money(was, now.currency)}</s> <Trans>the page says, {off} off</Trans>
          </span>
        )}
        <Why
          title={t`Why this price`}
          of={now.price}
          shown={isKnown ? money(now.price.value ?? '', now.currency) : t`Unknown`}
        />
      </div>
      <p className={styles.soft}>
        {count > 1 && <Trans>cheapest at</Trans>}{' '}
        <a href={url} target="_blank" rel="noreferrer">
          {host}
        </a>{' '}
        · {stock[now.availability]}
        {now.read_at !== null && (
          <>
            {' '}
            · <Trans>read</Trans> <When at={now.read_at} />
          </>
        )}
        {!isPaused && now.next_check_at !== null && (
          <>
            {' '}
            · <Trans>next look</Trans> <When at={now.next_check_at} />
          </>
        )}
      </p>
      {isPaused && (
        <Notice kind="note">
          <Trans>The watch is paused: nobody looks at the page.</Trans>
        </Notice>
      )}
      {!isKnown && reason !== undefined && (
        <Notice kind="warn">
          <Trans>
            We could not read a price here: <span lang="en">{reason}</span>
          </Trans>
        </Notice>
      )}
      {isKnown && now.price.degraded && now.read_at !== null && (
        <Notice kind="warn">
          <Trans>
            This price is of <When at={now.read_at} />: the last look at the page could not confirm it.
          </Trans>
        </Notice>
      )}
    </section>
  );
}

/** The same buttons before it is known what they are for. */
function ActionsSkeleton() {
  return (
    <>
      <Button icon="refresh" isDisabled>
        <Trans>Look now</Trans>
      </Button>
      <Button icon="pause" isDisabled>
        <Trans>Pause</Trans>
      </Button>
      <Button icon="alert" isDisabled>
        <Trans>When to tell</Trans>
      </Button>
    </>
  );
}

function Actions({ watch }: { watch: ListedWatch }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const path = useMemo(() => ({ params: { path: { watch_id: watch.watch_id } } }), [watch.watch_id]);
  const look = useMutation({
    mutationFn: () => answer(api.POST('/v1/prices/watches/{watch_id}/check', path)),
    onSuccess: () => {
      tell(t`The page is being looked at; what is found shows here.`);
      for (const after of [4_000, 12_000, 30_000]) {
        setTimeout(() => void client.invalidateQueries({ queryKey: ['product', watch.product_id] }), after);
      }
    },
    onError: (problem) => tell(problem.message, { kind: 'bad' }),
  });
  const pause = useMutation({
    mutationFn: (paused: boolean) => answer(api.PATCH('/v1/prices/watches/{watch_id}', { ...path, body: { paused } })),
    onSuccess: (after) => {
      client.setQueryData<ListedWatch | null>(['watches', 'on', watch.product_id], (before) =>
        before ? { ...before, paused: after.paused } : before,
      );
      tell(after.paused ? t`Paused` : t`Goes on`, { undo: () => pause.mutate(!after.paused) });
      void client.invalidateQueries({ queryKey: ['watches'] });
    },
    onError: (problem) => tell(problem.message, { kind: 'bad' }),
  });
  return (
    <>
      {!watch.paused && (
        <Button icon="refresh" isPending={look.isPending} onPress={() => look.mutate()}>
          <Trans>Look now</Trans>
        </Button>
      )}
      <Button
        icon={watch.paused ? 'play' : 'pause'}
        isPending={pause.isPending}
        onPress={() => pause.mutate(!watch.paused)}
      >
        {watch.paused ? t`Go on` : t`Pause`}
      </Button>
      <Button icon="alert" onPress={() => setEditing(true)}>
        <Trans>When to tell</Trans>
      </Button>
      {isEditing && (
        <Suspense>
          <RuleDialog watch={watch} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}
