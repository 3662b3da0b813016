import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

export type Product = Schema<'CatalogProduct'>;

export const productKey = (product: string) => ['catalog-product', product] as const;
const SLOW = 10 * 60_000;

export function useCatalogProduct(product: string) {
  return useQuery({
    queryKey: productKey(product),
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/products/{product_id}', { params: { path: { product_id: product } }, signal })),
  });
}

/** What is described like it, or what people take together with it. */
export function useBeside(product: string, how: 'similar' | 'together') {
  return useQuery({
    queryKey: ['catalog-beside', product, how],
    queryFn: ({ signal }) => {
      const params = { path: { product_id: product }, query: { limit: 6 } };
      return how === 'similar'
        ? answer(api.GET('/v1/catalog/products/{product_id}/similar', { params, signal }))
        : answer(api.GET('/v1/catalog/products/{product_id}/together', { params, signal }));
    },
    staleTime: SLOW,
  });
}

/** What it cost at the shops that are watched, day by day. */
export function usePast(watched: string | null) {
  return useQuery({
    queryKey: ['catalog-past', watched],
    enabled: watched !== null,
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/bars', {
          params: {
            path: { product_id: watched ?? '' },
            query: {
              step: 'day',
              since: `${new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 11)}00:00:00Z`,
            },
          },
          signal,
        }),
      ),
    staleTime: SLOW,
  });
}

/** Goods as they are asked for again, so that one thing of them can be changed. */
export function requestOf(product: Product): Schema<'ProductRequest'> {
  const { product_id, created_at, changed_at, created_by, import_id, place, attributes, offers, ...same } = product;
  return {
    ...same,
    attributes: attributes.map(({ name, value, unit }) => ({ name, value, unit })),
    offers: offers.map(({ offer_id, ...terms }) => terms),
  };
}
