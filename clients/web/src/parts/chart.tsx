import 'uplot/dist/uPlot.min.css';
import { useLingui } from '@lingui/react';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../app/theme';
import { day, money } from '../words/format';
import styles from './chart.module.css';
import { pinch } from './pinch';
import type { Drawn } from './series';

export const HEIGHT = 320;

/** Something that happened at a moment: an alert at its price, or a sale with its end and name. */
export type Mark = { at: number; price?: number | undefined; until?: number; name: string };

/** The price over time as a step line for each shop, for a price holds until it changes; the forecast as a band.
 *
 * Drag to zoom, press twice to see all again; on a phone two fingers. The figures are in the table beside it, so the
 * picture itself is named and no more.
 */
export default function Chart({
  drawn,
  currency,
  colours,
  marks,
  zoom,
  label,
  onPoint,
  onZoom,
  onReady,
}: {
  drawn: Drawn;
  currency: string | null;
  /** The colour of each shop, as a name of `tokens.css`. */
  colours: readonly string[];
  marks: readonly Mark[];
  zoom: { from: number; to: number } | null;
  label: string;
  onPoint: (index: number | null) => void;
  onZoom: (zoom: { from: number; to: number } | null) => void;
  onReady: (chart: uPlot | null) => void;
}) {
  const { i18n } = useLingui();
  const isDark = useIsDark();
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<uPlot | null>(null);
  const said = useRef({ onPoint, onZoom, onReady });
  said.current = { onPoint, onZoom, onReady };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme and the language are read from the page when it is drawn
  useEffect(() => {
    const element = box.current;
    if (element === null || drawn.times.length === 0) return;
    const ink = inks(element);
    const [soft, line, accent, warn] = ['--ink-soft', '--line', '--accent', '--warn'].map(ink) as [
      string,
      string,
      string,
      string,
    ];
    const bandAt = drawn.shops.length + 1;
    const font = `12px ${getComputedStyle(element).fontFamily}`;
    const axis = { stroke: soft, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1, size: 4 } };
    const amount = (value: number) => money(value, currency, { isRound: true });
    const wide = (values: string[] | null) => Math.max(0, ...(values ?? []).map((each) => each.length)) * 7 + 16;
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        padding: [18, 24, 0, 0],
        legend: { show: false },
        cursor: { drag: { x: true, y: false, dist: 8 }, points: { size: 7 }, y: false },
        scales: {
          x: { time: true },
          y: { range: (_chart, low, high) => around(low, high) },
        },
        axes: [
          { ...axis, space: 72, values: (_chart, ticks) => ticks.map((each) => day(new Date(each * 1000), 'short')) },
          {
            ...axis,
            size: (_chart, values) => wide(values),
            values: (_chart, ticks) => ticks.map((each) => amount(each)),
          },
        ],
        series: [
          {},
          ...drawn.shops.map(({ host }, index) => ({
            label: host,
            stroke: ink(colours[index] ?? '--series-6'),
            width: 2,
            dash: index < 3 ? [] : [6, 4],
            paths: uPlot.paths.stepped?.({ align: 1 }),
            points: { show: false },
          })),
          { label: 'low', stroke: 'transparent', points: { show: false } },
          { label: 'median', stroke: accent, width: 1.5, dash: [4, 4], points: { show: false } },
          { label: 'high', stroke: 'transparent', points: { show: false } },
        ],
        bands: [{ series: [bandAt + 2, bandAt], fill: faded(accent, 0.18) }],
        plugins: [pinch((view) => said.current.onZoom(view))],
        hooks: {
          drawClear: [(chart) => drawSales(chart, marks, faded(warn, 0.16), soft, font)],
          draw: [(chart) => drawAlerts(chart, marks, warn)],
          setCursor: [(chart) => said.current.onPoint(chart.cursor.idx ?? null)],
          setSelect: [
            (chart) => {
              if (chart.select.width < 8) return;
              const [from, to] = [chart.select.left, chart.select.left + chart.select.width].map((x) =>
                chart.posToVal(x, 'x'),
              );
              if (from !== undefined && to !== undefined)
                said.current.onZoom({ from: Math.round(from), to: Math.round(to) });
            },
          ],
        },
      },
      [
        drawn.times,
        ...drawn.shops.map((each) => each.values),
        drawn.low,
        drawn.median,
        drawn.high,
      ] as uPlot.AlignedData,
      element,
    );
    const whole = () => said.current.onZoom(null);
    chart.over.addEventListener('dblclick', whole);
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    shown.current = chart;
    said.current.onReady(chart);
    return () => {
      shown.current = null;
      said.current.onReady(null);
      resized.disconnect();
      chart.destroy();
    };
  }, [drawn, currency, colours, marks, isDark, i18n.locale]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart that was drawn anew shows all
  useEffect(() => {
    const [first, last] = [drawn.times[0], drawn.times.at(-1)];
    if (first === undefined || last === undefined) return;
    shown.current?.setScale('x', zoom === null ? { min: first, max: last } : { min: zoom.from, max: zoom.to });
  }, [zoom, drawn, currency, colours, marks, isDark, i18n.locale]);
  return <div ref={box} className={styles.plot} role="img" aria-label={label} />;
}

/** Room above and below, so that a line does not lie on the edge; a price that never moved stands in the middle. */
function around(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const room = (high - low) * 0.12 || Math.max(high * 0.1, 0.5);
  return [Math.max(0, low - room), high + room];
}

/** Reads colours as they are now: a canvas knows nothing of custom properties. */
function inks(element: HTMLElement): (name: string) => string {
  const probe = document.createElement('span');
  element.append(probe);
  queueMicrotask(() => probe.remove());
  return (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
}

const faded = (colour: string, share: number) => colour.replace(/^rgb\((.+)\)$/, `rgba($1, ${share})`);

/** Sales as stripes behind everything, each with its name above where there is room for it. */
function drawSales(chart: uPlot, marks: readonly Mark[], fill: string, ink: string, font: string): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = font.replace('12px', `${11 * ratio}px`);
  ctx.textBaseline = 'bottom';
  let free = bbox.left;
  for (const { at, until, name } of marks) {
    if (until === undefined) continue;
    const from = Math.max(chart.valToPos(at, 'x', true), bbox.left);
    const to = Math.min(chart.valToPos(until, 'x', true), bbox.left + bbox.width);
    if (to <= from) continue;
    ctx.fillStyle = fill;
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    const width = ctx.measureText(name).width;
    const left = Math.min(from, bbox.left + bbox.width - width);
    if (left < free) continue;
    ctx.fillStyle = ink;
    ctx.fillText(name, left, bbox.top - 2 * ratio);
    free = left + width + 8 * ratio;
  }
  ctx.restore();
}

/** Alerts as rhombs on the line. */
function drawAlerts(chart: uPlot, marks: readonly Mark[], fill: string): void {
  const { ctx, bbox } = chart;
  const size = 5 * devicePixelRatio;
  ctx.save();
  ctx.fillStyle = fill;
  for (const { at, price, until } of marks) {
    if (until !== undefined || price === undefined) continue;
    const x = chart.valToPos(at, 'x', true);
    const y = chart.valToPos(price, 'y', true);
    if (x < bbox.left || x > bbox.left + bbox.width || y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.fill();
  }
  ctx.restore();
}
