import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

export type Asked = Schema<'SearchRequest'>;
export type Filters = NonNullable<Asked['filters']>;
export type Answer = Schema<'SearchAnswer'>;
export type Hit = Schema<'SearchHit'>;
export type Sort = NonNullable<Asked['sort']>;

export const PAGE = 20;
export const SORTS: readonly Sort[] = ['relevance', 'cheapest', 'dearest', 'newest', 'least_moq', 'fastest'];

/** The lists of a search's filters, each by its name in the address. */
export const LISTS = {
  category: 'categories',
  brand: 'brands',
  supplier: 'suppliers',
  origin: 'origins',
  tier: 'quality_tiers',
  cert: 'certifications',
} as const satisfies Record<string, keyof Filters>;
export type ListName = keyof typeof LISTS;

/** The facet of the answer that fills each list. */
export const FACETS: Record<ListName, string> = {
  category: 'categories',
  brand: 'brand',
  supplier: 'supplier',
  origin: 'origin',
  tier: 'quality_tier',
  cert: 'certifications',
};
const APART = '|'; // several values of one filter in the address

export const valuesOf = (text: string | null): string[] => (text === null || text === '' ? [] : text.split(APART));
export const textOf = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join(APART));

/** What the address asks for. Numbers that are none ask for nothing. */
export function askedOf(at: (name: string) => string | null): Asked {
  const filters: Record<string, unknown> = {};
  for (const name of Object.keys(LISTS) as ListName[]) {
    const values = valuesOf(at(name));
    if (values.length > 0) filters[LISTS[name]] = values;
  }
  const least = amountOf(at('min'));
  const most = amountOf(at('max'));
  if (least !== null || most !== null) {
    filters.currency = at('currency') ?? 'USD';
    if (least !== null) filters.min_price = least;
    if (most !== null) filters.max_price = most;
  }
  const quantity = Number(at('quantity'));
  if (Number.isInteger(quantity) && quantity > 0) filters.quantity = quantity;
  return {
    text: at('q') ?? '',
    filters: filters as Filters,
    sort: SORTS.find((each) => each === at('sort')) ?? 'relevance',
    limit: PAGE,
    is_relaxed: true,
    is_personal: at('personal') !== 'no',
  };
}

function amountOf(text: string | null): string | null {
  return text !== null && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? text : null;
}

/** What is found, a page after the other. */
export function useFound(asked: Asked) {
  return useInfiniteQuery({
    queryKey: ['catalog-search', asked],
    queryFn: ({ pageParam, signal }) =>
      answer(api.POST('/v1/catalog/search', { body: { ...asked, next: pageParam }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** How what is typed may go on. */
export function useSuggestions(typed: string) {
  return useQuery({
    queryKey: ['catalog-suggestions', typed],
    enabled: typed.trim().length >= 2,
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/search/suggestions', { params: { query: { q: typed.trim(), limit: 8 } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
}

type Span = { start: number; end: number };

/** A text without some of its words. Spans count Unicode characters, not the halves that JavaScript counts. */
export function without(text: string, spans: readonly Span[]): string {
  const characters = Array.from(text);
  return characters
    .filter((_, at) => !spans.some((span) => span.start <= at && at < span.end))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
