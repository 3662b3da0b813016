import { t } from '@lingui/core/macro';
import type { Schema } from '../../api/types';
import { day, money, percent } from '../../words/format';

type Deal = Schema<'Deal'>;

/** The verdict on a price as a sentence with its numbers, in the language of the page. */
export function dealSentence(deal: Deal): string {
  const { usual, claim, unit, currency } = deal;
  const amount = (value: string | null | undefined) => (value == null ? t`an unknown price` : money(value, currency));
  const off = usual?.off_percent == null ? null : Number(usual.off_percent) / 100;
  const place = off === null ? '' : placeOf(off);
  const charged = claim?.charged_days ?? 0;
  const known = claim?.known_days ?? 0;
  const was = amount(claim?.was_price);
  const median = amount(usual?.median);
  switch (deal.verdict) {
    case 'discount':
      if (place === '') return t`It costs less than it usually does.`;
      return claim === null
        ? t`${place}.`
        : t`${place}; this “was” price of ${was} was charged on ${charged} of the ${known} days known before.`;
    case 'usual_price':
      return usual === null
        ? t`About what it usually costs.`
        : t`About what it usually costs: its 90-day median is ${median}.`;
    case 'above_usual':
      return place === '' ? t`Dearer than it usually is.` : t`${place}, which is ${median}.`;
    case 'was_never_charged':
      return place === ''
        ? t`The “was” price of ${was} was never charged, on ${known} days known.`
        : t`The “was” price of ${was} was never charged, on ${known} days known. ${place}.`;
    case 'was_rarely_charged':
      return place === ''
        ? t`The “was” price of ${was} was charged on only ${charged} of the ${known} days known before.`
        : t`The “was” price of ${was} was charged on only ${charged} of the ${known} days known before. ${place}.`;
    case 'raised_before_sale':
      return place === ''
        ? t`The price was raised before this sale.`
        : t`The price was raised before this sale. ${place}.`;
    case 'shrunk_pack': {
      const change = unit?.change_percent == null ? null : percent(Number(unit.change_percent) / 100, { signed: true });
      const when = unit?.changed_on == null ? null : day(unit.changed_on);
      return change === null || when === null
        ? t`The pack shrank, and a unit costs more than before.`
        : t`The pack shrank on ${when}: a unit costs ${change} since then.`;
    }
    case 'currency_slip':
      return t`This reads like another currency, or a point in another place; it does not count as a discount.`;
    case 'unknown': {
      if (deal.price === null) return t`What it costs now is not known.`;
      const days = usual?.known_days ?? 0;
      return t`Too little is known to tell: its price on ${days} days of the last 90.`;
    }
  }
}

function placeOf(off: number): string {
  const share = percent(Math.abs(off));
  if (Math.abs(off) < 0.005) return t`It costs what its 90-day median is`;
  return off > 0 ? t`${share} under its 90-day median` : t`${share} above its 90-day median`;
}
