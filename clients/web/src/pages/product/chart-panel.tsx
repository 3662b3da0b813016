import { Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { save } from '../../api/file';
import type { ListingNow, Schema } from '../../api/types';
import { Button } from '../../parts/button';
import type { Mark } from '../../parts/chart';
import { Choice } from '../../parts/field';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { asCsv, type Drawn, drawn, standing } from '../../parts/series';
import { Bones, Empty, Partial, Shown } from '../../parts/states';
import { Table } from '../../parts/table';
import { day, exact, money, percent } from '../../words/format';
import styles from './product.module.css';
import { type Step, useBars } from './queries';
import { RANGES, type Range, sinceOf, stepsOf, usualStep, viewOf } from './range';
import { saleEvents } from './sale-events';
import { shopNames } from './shop-names';

const Chart = lazy(() => import('../../parts/chart'));
const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'];

const BAND_SERIES = 3; // of the chart, behind those of the shops: low, median and high
const LEVEL = 0.8; // of the band: what lies outside is left out of it, a tenth on each side

const colourOf = (index: number) => COLOURS[index % COLOURS.length] ?? '--series-6';

/** The price over time, at every shop on one scale, with what was told and what is foretold. */
export function ChartPanel({
  product,
  name,
  listings,
  currency,
  forecast,
  alerts,
  at,
  setAt,
}: {
  product: string;
  name: string;
  listings: readonly ListingNow[];
  currency: string | null;
  forecast: Schema<'Forecast'> | undefined;
  alerts: readonly Schema<'Alert'>[];
  at: (name: string) => string | null;
  setAt: (changes: Record<string, string | null>) => void;
}) {
  const { t } = useLingui();
  const view = viewOf(at);
  const isTable = at('as') === 'table';
  const [now] = useState(() => new Date());
  const since = sinceOf(view.range, now);
  const bars = useBars(product, since, view.step, currency);
  const ranges: Record<Range, string> = { '30d': t`30 d`, '90d': t`90 d`, '1y': t`1 y`, all: t`All` };
  const steps: Record<Step, string> = { hour: t`a point an hour`, day: t`a point a day`, week: t`a point a week` };
  return (
    <Panel
      title={t`Price over time`}
      actions={
        <>
          <fieldset className={styles.ranges}>
            <legend className="seen-by-readers-only">{t`Range`}</legend>
            {RANGES.map((range) => (
              <button
                key={range}
                type="button"
                aria-pressed={range === view.range && view.zoom === null}
                onClick={() => setAt({ range, zoom: null, step: null })}
              >
                {ranges[range]}
              </button>
            ))}
          </fieldset>
          <Choice
            label={t`Points`}
            isCompact
            value={view.step}
            options={stepsOf(view.range).map((value) => ({ value, label: steps[value] }))}
            onChange={(step) => setAt({ step: step === usualStep(view.range) ? null : step })}
          />
        </>
      }
    >
      <Shown
        query={bars}
        skeleton={<Bones lines={1} height="26.5rem" />}
        isEmpty={(found) => found.listings.every((each) => each.items.every((bar) => bar.count === 0))}
        empty={
          <Empty title={t`No look at the page falls into this time`}>
            <Trans>Take a longer range, or wait for the next look.</Trans>
          </Empty>
        }
      >
        {(found) => (
          <Figure
            bars={found}
            name={name}
            listings={listings}
            currency={currency}
            forecast={forecast}
            alerts={alerts}
            zoom={view.zoom}
            isTable={isTable}
            now={now}
            setAt={setAt}
          />
        )}
      </Shown>
    </Panel>
  );
}

function Figure({
  bars: found,
  name,
  listings,
  currency,
  forecast,
  alerts,
  zoom,
  isTable,
  now,
  setAt,
}: {
  bars: Schema<'ProductBars'>;
  name: string;
  listings: readonly ListingNow[];
  currency: string | null;
  forecast: Schema<'Forecast'> | undefined;
  alerts: readonly Schema<'Alert'>[];
  zoom: { from: number; to: number } | null;
  isTable: boolean;
  now: Date;
  setAt: (changes: Record<string, string | null>) => void;
}) {
  const { t } = useLingui();
  const chart = useRef<uPlot | null>(null);
  const bars = useMemo(() => {
    const names = shopNames(listings);
    return { listings: found.listings.map((each) => ({ ...each, host: names.get(each.listing_id) ?? each.host })) };
  }, [found, listings]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [point, setPoint] = useState<number | null>(null);
  const shown = useMemo(
    () =>
      drawn(
        bars.listings.filter((each) => !hidden.has(each.listing_id)),
        currency,
        now,
        forecast,
      ),
    [bars, hidden, currency, now, forecast],
  );
  const colours = useMemo(
    () => shown.shops.map(({ listing }) => colourOf(bars.listings.findIndex((each) => each.listing_id === listing))),
    [shown, bars],
  );
  const [from, to] = [shown.times[0], shown.times.at(-1)];
  const marks = useMemo<Mark[]>(() => {
    if (from === undefined || to === undefined) return [];
    const seconds = (moment: Date) => moment.getTime() / 1000;
    const sales = {
      'black-friday': t`Black Friday`,
      'singles-day': t`Singles' Day`,
      christmas: t`Christmas`,
      'after-christmas': t`After Christmas`,
    };
    return [
      ...saleEvents(new Date(from * 1000), new Date(to * 1000)).map((each) => ({
        at: seconds(each.first),
        until: seconds(each.last),
        name: sales[each.name],
      })),
      ...alerts.map((each) => ({
        at: seconds(new Date(each.at)),
        price: each.to_price === null ? undefined : Number(each.to_price),
        name: each.kind,
      })),
    ];
  }, [from, to, alerts, t]);
  const level = percent(LEVEL);
  const isConverted = bars.listings.some((each) => each.items.some((bar) => bar.read_in !== null));
  const unconverted = bars.listings.filter((each) => each.items.some((bar) => bar.reason !== null));
  const shops = unconverted.map((each) => each.host).join(', ');
  return (
    <div className={styles.figure}>
      {unconverted.length > 0 && (
        <Partial>
          <Trans>Part of the prices at {shops} could not be converted, and is left out.</Trans>
        </Partial>
      )}
      {!isTable && <Readout drawn={shown} colours={colours} currency={currency} index={point} />}
      {isTable ? (
        <PriceTable drawn={shown} currency={currency} />
      ) : (
        <Suspense fallback={<Bones lines={1} height="20rem" />}>
          <Chart
            drawn={shown}
            currency={currency}
            colours={colours}
            marks={marks}
            zoom={zoom}
            label={t`Chart of the price of ${name}; its figures are in the table view`}
            onPoint={setPoint}
            onZoom={(next) => setAt({ zoom: next && `${next.from}-${next.to}` })}
            onReady={(ready) => {
              chart.current = ready;
            }}
          />
        </Suspense>
      )}
      <div className={styles.under}>
        {bars.listings.length > 1 && (
          <fieldset className={styles.shops}>
            <legend className="seen-by-readers-only">{t`Shops in the chart`}</legend>
            {bars.listings.map(({ listing_id, host }, index) => (
              <label key={listing_id}>
                <input
                  type="checkbox"
                  checked={!hidden.has(listing_id)}
                  onChange={(event) => {
                    const next = new Set(hidden);
                    if (event.target.checked) next.delete(listing_id);
                    else next.add(listing_id);
                    setHidden(next);
                  }}
                />
                <span className={styles.swatch} style={{ background: `var(${colourOf(index)})` }} />
                {host}
              </label>
            ))}
          </fieldset>
        )}
        <span className={styles.legend}>
          {shown.low.some((each) => each !== null) && (
            <span>
              <span className={`${styles.swatch} ${styles.band}`} /> <Trans>forecast, {level} band</Trans>
            </span>
          )}
          {alerts.length > 0 && (
            <span>
              <span className={styles.rhomb} /> <Trans>alert</Trans>
            </span>
          )}
        </span>
        <span className={styles.soft}>
          {currency === null ? <Trans>The page states no currency.</Trans> : <Trans>In {currency}.</Trans>}{' '}
          {isConverted && <Trans>Other currencies are converted by the rate of the day.</Trans>}
        </span>
        <span className={styles.tools}>
          {zoom !== null && (
            <Button look="quiet" onPress={() => setAt({ zoom: null })}>
              <Trans>Show the whole range</Trans>
            </Button>
          )}
          <Button look="quiet" onPress={() => setAt({ as: isTable ? null : 'table' })}>
            {isTable ? t`As a chart` : t`As a table`}
          </Button>
          <Button
            look="quiet"
            icon="down"
            onPress={() => save(new Blob([asCsv(shown, currency)], { type: 'text/csv' }), `${name}.csv`)}
          >
            CSV
          </Button>
          {!isTable && (
            <Button look="quiet" icon="down" onPress={() => void savePicture(chart.current, name)}>
              PNG
            </Button>
          )}
        </span>
      </div>
    </div>
  );
}

/** What lies under the pointer, or what there is now: always in the same place, so that nothing jumps. */
function Readout({
  drawn: { times, shops, low, high, looks },
  colours,
  currency,
  index,
}: {
  drawn: Drawn;
  colours: readonly string[];
  currency: string | null;
  index: number | null;
}) {
  const { t } = useLingui();
  const present = times.findLastIndex((time) => time * 1000 <= Date.now());
  const place = index ?? present;
  const time = times[place];
  if (time === undefined) return null;
  const [least, most] = [low[place], high[place]];
  const level = percent(LEVEL);
  const gap = (listing: string) => {
    const said = looks.get(time)?.get(listing);
    if (said === undefined) return t`unknown`;
    if (said.reason !== null) return said.reason;
    const count = said.gaps;
    return said.gaps > 0 ? t`no price could be read, ${count} times` : t`nobody looked`;
  };
  return (
    <div className={styles.readout} aria-hidden="true">
      <strong>{index === null ? t`Now` : momentOf(time)}</strong>
      {place <= present &&
        shops.map(({ listing, host, values }, at) => {
          const price = standing(values, place);
          return (
            <span key={listing}>
              <span className={styles.swatch} style={{ background: `var(${colours[at]})` }} />
              {shops.length > 1 && `${host} `}
              {price === null ? gap(listing) : <b>{money(price, currency)}</b>}
            </span>
          );
        })}
      {place > present && typeof least === 'number' && typeof most === 'number' && (
        <span>
          <span className={`${styles.swatch} ${styles.band}`} />
          <Trans>
            {level} between <b>{money(least, currency)}</b> and <b>{money(most, currency)}</b>
          </Trans>
        </span>
      )}
    </div>
  );
}

/** A day where a stretch begins with one, else the moment. */
function momentOf(seconds: number): string {
  const moment = new Date(seconds * 1000);
  const isMidnight = moment.getHours() === 0 && moment.getMinutes() === 0;
  return isMidnight ? day(moment) : exact(moment);
}

function PriceTable({
  drawn: { times, shops, low, high, looks },
  currency,
}: {
  drawn: Drawn;
  currency: string | null;
}) {
  const { t } = useLingui();
  const level = percent(LEVEL);
  const rows = times.map((time, index) => ({ time, index })).reverse();
  const cell = (value: number | null | undefined) => (
    <Price amount={value == null ? null : String(value)} currency={currency} />
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.scrolls} tabIndex={0} aria-label={t`Prices, day by day`}>
      <Table
        label={t`Price over time`}
        keyOf={(row) => String(row.time)}
        rows={rows}
        columns={[
          { name: t`Day`, cell: ({ time }) => day(new Date(time * 1000)) },
          ...shops.map(({ listing, host, values }) => ({
            name: host,
            isNumber: true,
            cell: ({ time, index }: (typeof rows)[number]) => {
              const gaps = looks.get(time)?.get(listing)?.gaps ?? 0;
              const value = values[index];
              if (value === undefined || (value === null && gaps === 0)) return '–';
              return value === null ? t`no price could be read` : cell(value);
            },
          })),
          ...(low.some((each) => each !== null)
            ? [
                {
                  name: t`Forecast, ${level}`,
                  isNumber: true,
                  cell: ({ index }: (typeof rows)[number]) =>
                    low[index] == null ? (
                      ''
                    ) : (
                      <>
                        {cell(low[index])} – {cell(high[index])}
                      </>
                    ),
                },
              ]
            : []),
        ]}
      />
    </section>
  );
}

/** The chart as it is seen, with its name and its shops above, on the ground it stands on. */
async function savePicture(chart: uPlot | null, name: string): Promise<void> {
  if (chart === null) return;
  const ratio = devicePixelRatio;
  const { canvas } = chart.ctx;
  const head = 56 * ratio;
  const whole = document.createElement('canvas');
  whole.width = canvas.width;
  whole.height = canvas.height + head;
  const ctx = whole.getContext('2d');
  if (ctx === null) return;
  const { color, backgroundColor, fontFamily } = getComputedStyle(chart.root.closest('section') ?? document.body);
  ctx.fillStyle = backgroundColor;
  ctx.fillRect(0, 0, whole.width, whole.height);
  ctx.fillStyle = color;
  ctx.font = `600 ${15 * ratio}px ${fontFamily}`;
  ctx.textBaseline = 'middle';
  ctx.fillText(name, 12 * ratio, 18 * ratio, whole.width - 24 * ratio);
  ctx.font = `${12 * ratio}px ${fontFamily}`;
  let left = 12 * ratio;
  for (const [index, { label, stroke }] of chart.series.entries()) {
    if (index === 0 || index > chart.series.length - 1 - BAND_SERIES || typeof label !== 'string') continue;
    ctx.fillStyle = typeof stroke === 'function' ? (stroke(chart, index) as string) : color;
    ctx.fillRect(left, 40 * ratio, 14 * ratio, 3 * ratio);
    ctx.fillStyle = color;
    ctx.fillText(label, left + 20 * ratio, 42 * ratio);
    left += ctx.measureText(label).width + 40 * ratio;
  }
  ctx.drawImage(canvas, 0, head);
  const file = await new Promise<Blob | null>((resolve) => whole.toBlob(resolve, 'image/png'));
  if (file !== null) save(file, `${name}.png`);
}
