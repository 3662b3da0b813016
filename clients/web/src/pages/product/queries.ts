import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

const SLOW = 10 * 60_000; // what is worked out of the past changes with the next look at the page, not sooner
const MOST_ALERTS = 50;

export function useProduct(product: string) {
  return useQuery({
    queryKey: ['product', product],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/prices/products/{product_id}', { params: { path: { product_id: product } }, signal })),
    refetchInterval: 60_000,
  });
}

/** The watch on a product: there is one. */
export function useWatchOn(product: string) {
  return useQuery({
    queryKey: ['watches', 'on', product],
    queryFn: async ({ signal }) => {
      const found = await answer(
        api.GET('/v1/prices/watches', { params: { query: { product_id: product, limit: 1 } }, signal }),
      );
      return found.items[0] ?? null;
    },
  });
}

export type Step = Schema<'Step'>;

/** The price at each shop over time, all in one currency. */
export function useBars(product: string, since: Date, step: Step, currency: string | null) {
  return useQuery({
    queryKey: ['bars', product, since.toISOString(), step, currency],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/bars', {
          params: {
            path: { product_id: product },
            query: {
              step,
              since: since.toISOString(),
              time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
              currency: currency ?? undefined,
            },
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function useForecast(product: string, listing: string | undefined) {
  return useQuery({
    queryKey: ['forecast', product, listing],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/forecast', {
          params: { path: { product_id: product }, query: { days: 14, listing_id: listing } },
          signal,
        }),
      ),
    staleTime: SLOW,
  });
}

export function useTrackRecord(product: string) {
  return useQuery({
    queryKey: ['track-record', product],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/forecast/track-record', {
          params: { path: { product_id: product } },
          signal,
        }),
      ),
    staleTime: SLOW,
  });
}

export function useDeal(product: string, listing: string | undefined) {
  return useQuery({
    queryKey: ['deal', product, listing],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/deal', {
          params: { path: { product_id: product }, query: { listing_id: listing } },
          signal,
        }),
      ),
    staleTime: SLOW,
  });
}

export function useCoupons(product: string) {
  return useQuery({
    queryKey: ['coupons', product],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/products/{product_id}/coupons', { params: { path: { product_id: product } }, signal }),
      ),
    staleTime: SLOW,
  });
}

/** What the watch has told, the newest first. */
export function useAlertsOf(watch: string | undefined) {
  return useQuery({
    queryKey: ['alerts', watch],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/prices/watches/{watch_id}/alerts', {
          params: { path: { watch_id: watch ?? '' }, query: { limit: MOST_ALERTS } },
          signal,
        }),
      ),
    enabled: watch !== undefined,
  });
}
