const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 2;

/** The price of late as a step line, with a gap where it was not known. Its number stands beside it, so it says none. */
export function SparkLine({ closes }: { closes: readonly (string | null)[] }) {
  const prices = closes.map((each) => (each === null ? null : Number(each)));
  const known = prices.filter((each) => each !== null);
  if (known.length === 0) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" focusable="false" />;
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const step = WIDTH / prices.length;
  const y = (price: number) => (span === 0 ? HEIGHT / 2 : HEIGHT - EDGE - ((price - low) / span) * (HEIGHT - 2 * EDGE));
  let path = '';
  let isDrawing = false;
  prices.forEach((price, index) => {
    if (price !== null)
      path += `${isDrawing ? 'V' : `M${round(index * step)} `}${round(y(price))}H${round((index + 1) * step)}`;
    isDrawing = price !== null;
  });
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;
