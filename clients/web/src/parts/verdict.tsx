import { useLingui } from '@lingui/react/macro';
import type { Schema } from '../api/types';
import { Icon, type Sign } from './icon';
import styles from './verdict.module.css';

export type DealVerdict = Schema<'DealVerdict'>;
type Kind = 'good' | 'bad' | 'warn' | 'unknown';

const KINDS: Record<DealVerdict, [Kind, Sign]> = {
  discount: ['good', 'check'],
  usual_price: ['unknown', 'equal'],
  above_usual: ['warn', 'up'],
  was_never_charged: ['bad', 'warn'],
  was_rarely_charged: ['bad', 'warn'],
  raised_before_sale: ['bad', 'warn'],
  shrunk_pack: ['bad', 'warn'],
  currency_slip: ['warn', 'warn'],
  unknown: ['unknown', 'help'],
};

/** What a price is, in a word or two with its sign. */
export function VerdictMark({ verdict }: { verdict: DealVerdict }) {
  const { t } = useLingui();
  const words: Record<DealVerdict, string> = {
    discount: t`Real discount`,
    usual_price: t`Usual price`,
    above_usual: t`Above usual`,
    was_never_charged: t`“Was” never charged`,
    was_rarely_charged: t`“Was” hardly charged`,
    raised_before_sale: t`Raised before sale`,
    shrunk_pack: t`Smaller pack`,
    currency_slip: t`Other currency`,
    unknown: t`Too little known`,
  };
  const [kind, sign] = KINDS[verdict];
  return (
    <span className={`${styles.mark} ${styles[kind]}`}>
      <Icon sign={sign} size={14} />
      <span>{words[verdict]}</span>
    </span>
  );
}
