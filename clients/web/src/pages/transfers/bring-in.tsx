import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import { inBase64, LARGEST_BYTES } from '../../api/file';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { DropFile } from '../../parts/drop-file';
import { Panel } from '../../parts/panel';
import { FailedLine } from '../../parts/states';
import { number } from '../../words/format';
import styles from './transfers.module.css';

/** A file to bring in, dropped or chosen. It is only read at first; nothing is stored until that is confirmed. */
export function BringIn() {
  const { t } = useLingui();
  const [, go] = useLocation();
  const send = useMutation<Schema<'AskedImport'>, Problem, { file: File; key: string }>({
    mutationFn: async ({ file, key }) =>
      answer(
        api.POST('/v1/prices/imports', {
          params: { header: { 'idempotency-key': key } },
          body: {
            file_name: file.name.slice(0, 200),
            dry_run: true,
            content: await inBase64(file, t`is too large for this page`),
          },
        }),
      ),
    onSuccess: (found) => go(`/transfers/${found.import_id}`),
  });
  const most = number(LARGEST_BYTES / 1000, 0);
  return (
    <Panel title={t`Bring in watches`}>
      <DropFile
        name={t`File of watches`}
        accept=".csv,.tsv,.txt,.json,.xlsx,.zip"
        isPending={send.isPending}
        onFile={(file) => send.mutate({ file, key: newKey() })}
      >
        <Trans>
          changedetection.io, Distill, Keepa, a table, a list of addresses, or our own export; up to {most} kB. It is
          only read at first: you see what each row becomes before anything is stored.
        </Trans>
      </DropFile>
      {send.error !== null && <FailedLine problem={send.error} />}
      {send.error?.code === 'too_large_here' && (
        <p className={styles.soft}>
          <Trans>
            Bring it in with <code>tradewind import FILE</code>, which takes up to 128 MB.
          </Trans>
        </p>
      )}
    </Panel>
  );
}
