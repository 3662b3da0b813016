import type uPlot from 'uplot';

/** Two fingers on the chart: apart they narrow what is shown, together they widen it. Told once they are lifted. */
export function pinch(onZoom: (view: { from: number; to: number }) => void): uPlot.Plugin {
  return {
    hooks: {
      ready: [
        (chart) => {
          const { over } = chart;
          let before: { left: number; right: number; from: number; to: number } | null = null;
          const fingers = (event: TouchEvent) => {
            const edge = over.getBoundingClientRect().left;
            const [left, right] = [...event.touches].map((each) => each.clientX - edge).sort((a, b) => a - b);
            return left !== undefined && right !== undefined && right - left > 10 ? { left, right } : null;
          };
          over.addEventListener('touchstart', (event) => {
            const found = event.touches.length === 2 ? fingers(event) : null;
            const { min, max } = chart.scales.x ?? {};
            before = found && min != null && max != null ? { ...found, from: min, to: max } : null;
          });
          over.addEventListener('touchmove', (event) => {
            const now = before && fingers(event);
            if (!before || !now) return;
            event.preventDefault();
            // What lay under each finger stays under it.
            const width = over.clientWidth;
            const perPixel = (before.to - before.from) / width;
            const [first, second] = [before.from + before.left * perPixel, before.from + before.right * perPixel];
            const scale = (second - first) / (now.right - now.left);
            const min = first - now.left * scale;
            chart.setScale('x', { min, max: min + width * scale });
          });
          over.addEventListener('touchend', () => {
            const { min, max } = chart.scales.x ?? {};
            if (before && min != null && max != null) onZoom({ from: Math.round(min), to: Math.round(max) });
            before = null;
          });
        },
      ],
    },
  };
}
