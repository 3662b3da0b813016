import { useLingui } from '@lingui/react';
import { useEffect, useState } from 'react';
import { exact, relative } from '../words/format';

/** How long ago, or how soon; the exact moment on hover and to a screen reader's `time`. */
export function When({ at }: { at: string | Date }) {
  useLingui(); // drawn anew in another language
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  const moment = typeof at === 'string' ? new Date(at) : at;
  return (
    <time dateTime={moment.toISOString()} title={exact(moment)}>
      {relative(moment, now)}
    </time>
  );
}
