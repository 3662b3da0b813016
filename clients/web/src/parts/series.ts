import type { Bars, Schema } from '../api/types';

/** A price at a time, `null` where a look read none, `undefined` where nobody looked: there it is what it was. */
export type Value = number | null | undefined;
export type Shop = { listing: string; host: string; values: Value[] };

/** What the chart draws: moments in seconds, each shop's price at them, and the band that is forecast. */
export type Drawn = {
  times: number[];
  shops: Shop[];
  low: Value[];
  median: Value[];
  high: Value[];
  /** What was read in a stretch, by its beginning: for a reader of the table, and for the reason of a gap. */
  looks: ReadonlyMap<number, ReadonlyMap<string, { looks: number; gaps: number; reason: string | null }>>;
};

const seconds = (moment: string) => Date.parse(moment) / 1000;

/** The bars of a product's shops and the forecast of one of them on one axis of time, up to now and on. */
export function drawn(
  listings: readonly Bars[],
  currency: string | null,
  now: Date,
  forecast: Schema<'Forecast'> | undefined,
): Drawn {
  const at = Math.floor(now.getTime() / 1000);
  const prices = new Map<string, Map<number, Value>>();
  const looks = new Map<number, Map<string, { looks: number; gaps: number; reason: string | null }>>();
  const times = new Set<number>();
  for (const { listing_id, items } of listings) {
    const ofShop = new Map<number, Value>();
    for (const bar of items) {
      const start = seconds(bar.start);
      if (start > at) continue;
      times.add(start);
      const isOurs = currency === null || bar.currency === currency;
      const close = isOurs && bar.close !== null ? Number(bar.close) : bar.count > 0 ? null : undefined;
      // Where several currencies were read in a stretch there is a bar of each; the one that can be drawn counts.
      if (typeof ofShop.get(start) !== 'number') ofShop.set(start, close);
      const said = looks.get(start) ?? new Map();
      said.set(listing_id, { looks: bar.count, gaps: bar.gaps, reason: bar.reason });
      looks.set(start, said);
    }
    prices.set(listing_id, ofShop);
  }
  const band = forecast !== undefined && (currency === null || forecast.currency === currency) ? forecast.band : [];
  const days = band.map((each) => seconds(each.day)).filter((each) => each > at);
  if (times.size > 0) times.add(at);
  const axis = [...times, ...days].sort((a, b) => a - b);
  const last = (ofShop: ReadonlyMap<number, Value>) => [...ofShop.values()].findLast((each) => each !== undefined);
  const bandAt = (pick: (day: Schema<'ForecastDay'>) => string): Value[] => {
    const byDay = new Map(band.map((each) => [seconds(each.day), Number(pick(each))]));
    const today = forecast?.price ?? null;
    return axis.map(
      (time) => byDay.get(time) ?? (time === at && days.length > 0 && today !== null ? Number(today) : null),
    );
  };
  return {
    times: axis,
    shops: listings.map(({ listing_id, host }) => {
      const ofShop = prices.get(listing_id) ?? new Map<number, Value>();
      const values = axis.map((time) => (time === at ? last(ofShop) : time > at ? null : ofShop.get(time)));
      return { listing: listing_id, host, values };
    }),
    low: bandAt((day) => day.low),
    median: bandAt((day) => day.median),
    high: bandAt((day) => day.high),
    looks,
  };
}

/** What a shop asked at a place on the axis: the price that was read last, unless a look since then read none. */
export function standing(values: readonly Value[], index: number): number | null {
  for (let at = index; at >= 0; at -= 1) {
    const value = values[at];
    if (value !== undefined) return value;
  }
  return null;
}

/** The prices as a file, a line for each moment and a column for each shop. */
export function asCsv({ times, shops, low, median, high }: Drawn, currency: string | null): string {
  const unit = currency === null ? '' : ` (${currency})`;
  // A spreadsheet would carry out what begins like a formula.
  const safe = (text: string) => (/^[=+@-]/.test(text) ? `'${text}` : text);
  const quoted = (text: string) => (/^[\w .()-]+$/.test(text) ? text : `"${safe(text).replaceAll('"', '""')}"`);
  const head = [
    'time',
    ...shops.map((each) => quoted(each.host + unit)),
    'forecast low',
    'forecast median',
    'forecast high',
  ];
  const lines = times.map((time, index) =>
    [
      new Date(time * 1000).toISOString(),
      ...shops.map((each) => each.values[index] ?? ''),
      low[index] ?? '',
      median[index] ?? '',
      high[index] ?? '',
    ].join(','),
  );
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
}
