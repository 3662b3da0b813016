import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';

export type Comparison = Schema<'Comparison'>;
export type Compared = Comparison['items'][number];
export type Charge = Schema<'Charge'>;

/** What a delivery costs, in the order in which goods travel. */
export function useCharges(): Record<Charge, string> {
  const { t } = useLingui();
  return {
    goods: t`Goods`,
    loading: t`Loading`,
    export_carriage: t`Carriage to the port`,
    export_clearance: t`Export clearance`,
    export_terminal: t`Terminal of export`,
    main_carriage: t`Main carriage`,
    insurance: t`Insurance`,
    import_terminal: t`Terminal of import`,
    import_carriage: t`Carriage to the door`,
    unloading: t`Unloading`,
    import_clearance: t`Import clearance`,
    duty: t`Duty`,
    tax: t`Import taxes`,
  };
}

/** What the total holds of a charge; null where that is not known. What the buyer gets back is not in it. */
export function sumOf({ cost }: Compared, charge: Charge): number | null {
  const lines = cost?.lines.filter((each) => each.charge === charge && each.is_counted) ?? [];
  if (lines.length === 0 || lines.some((each) => each.amount === null)) return null;
  return lines.reduce((sum, each) => sum + Number(each.amount), 0);
}
