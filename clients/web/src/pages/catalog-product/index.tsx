import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useParams } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import type { Decision, Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Aside, cheapest, useTiers } from '../../parts/goods';
import { PageHead } from '../../parts/page-head';
import { Figures, Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Recommended } from '../../parts/recommended';
import { Bones, PageSkeleton, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { TrayBar } from '../../parts/tray-bar';
import { Why } from '../../parts/why';
import { certified, counted, country, day, money, number, unitName } from '../../words/format';
import styles from './catalog-product.module.css';
import { LinksPanel } from './links-panel';
import { PastPanel } from './past-panel';
import { type Product, useBeside, useCatalogProduct } from './queries';

const Negotiate = lazy(() => import('./negotiate'));

/** Goods of the catalogue: what they are, what they are offered for, what they cost in shops, what is like them. */
export default function CatalogProductPage() {
  const { product = '' } = useParams();
  const found = useCatalogProduct(product);
  return (
    <Shown query={found} skeleton={<PageSkeleton />}>
      {(known) => <Goods key={product} of={known} />}
    </Shown>
  );
}

function Goods({ of: product }: { of: Product }) {
  const { t } = useLingui();
  const id = product.product_id;
  const tiers = useTiers();
  useSeen(id);
  const best = cheapest(product.offers, null);
  const said = [product.brand, product.supplier, product.category].filter((each) => each !== null);
  const figures = [
    {
      name: best === undefined ? t`Price` : t`From, per ${unitName(best.offer.unit)}`,
      value: <Price amount={best?.price} currency={best?.offer.currency} />,
    },
    { name: t`MOQ`, value: best?.offer.moq == null ? '–' : counted(best.offer.moq, best.offer.unit) },
    { name: t`Made in`, value: product.origin === null ? '–' : country(product.origin) },
    { name: t`HS code`, value: product.hs_code ?? '–' },
    { name: t`Quality`, value: product.quality_tier === null ? '–' : tiers[product.quality_tier] },
  ];
  return (
    <>
      <PageHead title={product.title} under={said.join(' · ')} actions={<Aside id={id} title={product.title} />} />
      <Panel title={t`At a glance`}>
        <Figures of={figures} />
        {product.description !== '' && <p className={styles.description}>{product.description}</p>}
        {product.certifications.length > 0 && (
          <p className={styles.soft}>
            <Trans>Certified</Trans> {product.certifications.map(certified).join(', ')}
          </p>
        )}
        {product.url !== null && (
          <p>
            <a href={product.url} rel="noreferrer noopener" target="_blank">
              <Trans>Its page at the supplier</Trans>
            </a>
          </p>
        )}
      </Panel>
      <Offers of={product} />
      <LinksPanel product={id} />
      <PastPanel of={product} />
      <Attributes of={product} />
      <Beside product={id} how="together" title={t`Often taken together with it`} />
      <Beside product={id} how="similar" title={t`Similar products`} />
      <TrayBar />
    </>
  );
}

/** That it was looked at, for what is shown first next time. It is nothing to anybody if that is lost. */
function useSeen(product: string) {
  const { mutate } = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/catalog/interactions', {
          params: { header: { 'idempotency-key': newKey() } },
          body: { kind: 'viewed', product_ids: [product] },
        }),
      ),
  });
  useEffect(() => mutate(), [mutate]);
}

type Offer = Schema<'CatalogOffer'>;

function Offers({ of: product }: { of: Product }) {
  const { t } = useLingui();
  const [isAdvised, setAdvised] = useState(false);
  return (
    <Panel
      title={t`Offers`}
      actions={
        product.offers.length > 0 && (
          <Button icon="channel" onPress={() => setAdvised(true)}>
            <Trans>How to negotiate</Trans>
          </Button>
        )
      }
    >
      <Suspense>{isAdvised && <Negotiate of={product} onClose={() => setAdvised(false)} />}</Suspense>
      {product.offers.length === 0 ? (
        <p className={styles.soft}>
          <Trans>Nobody offers it yet.</Trans>
        </p>
      ) : (
        <Table<Offer>
          label={t`Offers`}
          rows={product.offers}
          keyOf={(offer) => offer.offer_id}
          columns={[
            { name: t`Supplier`, cell: (offer) => offer.supplier ?? product.supplier ?? '–' },
            { name: t`Price of a unit`, cell: (offer) => <Breaks of={offer} /> },
            { name: t`MOQ`, isNumber: true, cell: (offer) => (offer.moq === null ? '–' : number(offer.moq)) },
            {
              name: t`Ready in`,
              isNumber: true,
              cell: (offer) => (offer.lead_time_days === null ? '–' : t`${number(offer.lead_time_days)} d`),
            },
            {
              name: t`Delivered`,
              cell: (offer) => [offer.incoterm, offer.incoterm_place].filter((each) => each !== null).join(' ') || '–',
            },
            { name: t`In stock`, isNumber: true, cell: (offer) => (offer.stock === null ? '–' : number(offer.stock)) },
            { name: t`Until`, cell: (offer) => (offer.valid_until === null ? '–' : day(offer.valid_until)) },
          ]}
        />
      )}
    </Panel>
  );
}

/** The price from each quantity on. */
function Breaks({ of: { price_breaks, currency, unit } }: { of: Offer }) {
  if (price_breaks.length === 0) return <Price amount={null} currency={currency} />;
  return (
    <ul className={styles.breaks}>
      {price_breaks.map((each) => (
        <li key={each.min_quantity}>
          <b>{money(each.unit_price, currency)}</b>{' '}
          <span className={styles.soft}>
            / {unitName(unit)} <Trans>from {number(each.min_quantity)}</Trans>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Attributes({ of: product }: { of: Product }) {
  const { t } = useLingui();
  const numbers: [string, string | null][] = [
    [t`SKU`, product.sku],
    ['GTIN', product.gtin],
    ['MPN', product.mpn],
  ];
  const rows = [
    ...numbers.flatMap(([name, value]) => (value === null ? [] : [{ name, value, si: null }])),
    ...product.attributes.map(({ name, value, unit, measure }) => ({
      name,
      value: unit === null ? value : `${value} ${unit}`,
      si: measure && `${listedNumbers(measure.values, measure.is_range)} ${measure.unit}`,
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <Panel title={t`Specifications`}>
      <dl className={styles.said}>
        {rows.map(({ name, value, si }) => (
          <div key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd>
              {value}
              {si !== null && si.replace(',', '.') !== value.replace(',', '.') && (
                <span className={styles.soft}> = {si}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const listedNumbers = (values: readonly string[], isRange: boolean) =>
  values.map((each) => number(Number(each), 6)).join(isRange ? ' – ' : ' × ');

/** Other goods, each with why. */
function Beside({ product, how, title }: { product: string; how: 'similar' | 'together'; title: string }) {
  const { t } = useLingui();
  const found = useBeside(product, how);
  return (
    <Panel
      title={title}
      actions={
        found.data && (
          <Why
            title={t`Why these were chosen`}
            of={found.data.chosen_by as Decision}
            shown={found.data.chosen_by.value}
          />
        )
      }
    >
      <Shown
        query={found}
        skeleton={<Bones lines={2} height="2.5rem" />}
        isEmpty={(answer) => answer.items.length === 0}
        empty={
          <p className={styles.soft}>
            <Trans>Nothing yet: too little is known.</Trans>
          </p>
        }
      >
        {(answer) => <Recommended of={answer.items} />}
      </Shown>
    </Panel>
  );
}
