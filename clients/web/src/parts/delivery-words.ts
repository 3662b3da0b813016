import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../api/types';
import type { Tone } from './mark';

/** What can be told: what a watch tells of, and what a saved search does. */
export type AlertKind = Schema<'AlertKind'>;
export type DeliveryState = Schema<'DeliveryState'>;

/** What each kind of alert is called. */
export function useKindNames(): Record<AlertKind, string> {
  const { t } = useLingui();
  return {
    drop: t`Price drop`,
    target: t`Target reached`,
    rise: t`Price rise`,
    back_in_stock: t`Back in stock`,
    all_time_low: t`Lowest ever`,
    any_change: t`Changed`,
    predicted_drop: t`A drop is expected`,
    new_match: t`Something new matches`,
  };
}

/** What became of a message, with its tone. */
export function useDeliveryStates(): Record<DeliveryState, [Tone, string]> {
  const { t } = useLingui();
  return {
    queued: ['unknown', t`on its way`],
    held: ['unknown', t`held`],
    sending: ['unknown', t`being sent`],
    retried: ['warn', t`tried again`],
    sent: ['good', t`sent`],
    refused: ['bad', t`refused`],
    uncertain: ['warn', t`no answer came`],
    failed: ['bad', t`given up`],
  };
}
