import { Trans, useLingui } from '@lingui/react/macro';
import { LARGEST_BYTES } from '../../api/file';
import { BringIn } from '../../parts/imports/bring-in';
import { number } from '../../words/format';
import { useTransfers } from './kind';

/** A file of watches to bring in. */
export function BringInWatches() {
  const { t } = useLingui();
  const most = number(LARGEST_BYTES / 1000, 0);
  return (
    <BringIn
      kind={useTransfers()}
      title={t`Bring in watches`}
      name={t`File of watches`}
      accept=".csv,.tsv,.txt,.json,.xlsx,.zip"
      elsewhere={
        <Trans>
          Bring it in with <code>tradewind import FILE</code>, which takes up to 128 MB.
        </Trans>
      }
    >
      <Trans>
        changedetection.io, Distill, Keepa, a table, a list of addresses, or our own export; up to {most} kB. It is only
        read at first: you see what each row becomes before anything is stored.
      </Trans>
    </BringIn>
  );
}
