import { useEffect, useState } from 'react';
import { useSession } from '../../api/session';

/** Tells what has come since this browser last showed the inbox to this person. */
export function useNewSince(newest: string | undefined): (alert: { at: string }) => boolean {
  const { tenant, user } = useSession();
  const kept = `tradewind.seen ${tenant} ${user}`;
  const [before] = useState(() => localStorage.getItem(kept));
  useEffect(() => {
    if (newest !== undefined && newest > (localStorage.getItem(kept) ?? '')) localStorage.setItem(kept, newest);
  }, [kept, newest]);
  return ({ at }) => before !== null && at > before;
}
