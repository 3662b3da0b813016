const PATHS = {
  add: 'M10 4v12M4 10h12',
  alert:
    'M10 3a4.5 4.5 0 0 0-4.5 4.5c0 4-1.5 5-1.5 6h12c0-1-1.5-2-1.5-6A4.5 4.5 0 0 0 10 3ZM8.5 16.5a1.6 1.6 0 0 0 3 0',
  arrow: 'M4 10h12M11 5l5 5-5 5',
  channel: 'M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5',
  check: 'M4 10.5 8 14.5 16 6',
  close: 'M5 5l10 10M15 5 5 15',
  down: 'M10 4v11M5.5 10.5 10 15l4.5-4.5',
  equal: 'M5 8h10M5 12h10',
  health: 'M3 10h3.5l2-5 3 10 2-5H17',
  help: 'M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.2v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15',
  list: 'M7 5.5h10M7 10h10M7 14.5h10M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  model: 'M4 15V9M8 15V5M12 15v-4M16 15V7',
  moon: 'M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5Z',
  out: 'M8 4H4v12h4M8.5 10H17M13.5 6.5 17 10l-3.5 3.5',
  pause: 'M7 5v10M13 5v10',
  play: 'M7 4.5v11l8.5-5.5Z',
  refresh: 'M16 10a6 6 0 1 1-1.8-4.3M16 3v3.5h-3.5',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.700l1.4-1.4M14.3 5.700l1.4-1.4',
  tag: 'M3.5 10.5v-6a1 1 0 0 1 1-1h6l6.5 6.5-7 7ZM7 7h.1',
  teach: 'M4 4l5 12 1.8-5.200L16 9Z',
  transfer: 'M6.5 16V5M3 8.5 6.5 5 10 8.5M13.5 4v11M10 11.5l3.5 3.5 3.5-3.5',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10',
  up: 'M10 16V5M5.5 9.5 10 5l4.5 4.5',
  warn: 'M10 3.5 17.5 16h-15ZM10 8v4M10 14h.1',
} as const;

export type Sign = keyof typeof PATHS;

/** A sign beside a word. It says nothing by itself, so a reader of the page passes over it. */
export function Icon({ sign, size = 18 }: { sign: Sign; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[sign]} />
    </svg>
  );
}
