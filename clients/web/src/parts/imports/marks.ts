import { useLingui } from '@lingui/react/macro';
import type { Tone } from '../mark';
import type { Import, RowState, State } from './kind';

const MOVES: ReadonlySet<State> = new Set(['awaiting_upload', 'reading', 'judging', 'adding', 'loading', 'undoing']);
const READ_ONLY: ReadonlySet<State> = new Set(['reading', 'judging', 'proposed']);

/** Whether its rows are being worked on. */
export const isMoving = (kept: Pick<Import, 'state'>) => MOVES.has(kept.state);

export function useStateMarks(): Record<State, [Tone, string]> {
  const { t } = useLingui();
  return {
    awaiting_upload: ['unknown', t`waits for the file`],
    reading: ['unknown', t`being read`],
    judging: ['unknown', t`being looked at`],
    proposed: ['warn', t`waits for you`],
    adding: ['unknown', t`being added`],
    loading: ['unknown', t`being loaded`],
    done: ['good', t`done`],
    failed: ['bad', t`cannot be read`],
    undoing: ['unknown', t`being taken back`],
    undone: ['unknown', t`taken back`],
  };
}

/** What became of a row; of a file that is only read, what would become of it. */
export function useRowMarks({ state }: Pick<Import, 'state'>): Record<RowState, [Tone, string]> {
  const { t } = useLingui();
  const isOnlyRead = READ_ONLY.has(state);
  return {
    ready: ['good', t`would be added`],
    added: ['good', isOnlyRead ? t`would be added` : t`added`],
    changed: ['good', isOnlyRead ? t`would be changed` : t`changed`],
    unchanged: ['unknown', t`as before`],
    already_watched: ['unknown', t`watched already`],
    refused: ['bad', t`refused`],
    undone: ['unknown', t`taken back`],
    kept: ['warn', t`changed since, kept`],
  };
}
