import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useNewSince } from './seen';

const FIRST = '2026-03-04T12:00:00Z';
const LATER = '2026-03-05T12:00:00Z';

test('nothing is new on the first visit; on the next one what came since is', () => {
  const first = renderHook(() => useNewSince(FIRST));
  expect(first.result.current({ at: FIRST })).toBe(false);
  first.unmount();
  const second = renderHook(() => useNewSince(LATER));
  expect(second.result.current({ at: LATER })).toBe(true);
  expect(second.result.current({ at: FIRST })).toBe(false);
});
