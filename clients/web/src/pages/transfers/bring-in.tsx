import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { answer, api, newKey } from '../../api/client';
import { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Panel } from '../../parts/panel';
import { FailedLine } from '../../parts/states';
import { number } from '../../words/format';
import styles from './transfers.module.css';

/** A body may have 256 KiB, and base64 adds a third. */
export const LARGEST_BYTES = 190_000;

/** A file to bring in, dropped or chosen. It is only read at first; nothing is stored until that is confirmed. */
export function BringIn() {
  const { t } = useLingui();
  const [, go] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const send = useMutation<Schema<'AskedImport'>, Problem, { file: File; key: string }>({
    mutationFn: async ({ file, key }) => {
      if (file.size > LARGEST_BYTES) throw tooLarge(file, t`is too large for this page`);
      return answer(
        api.POST('/v1/prices/imports', {
          params: { header: { 'idempotency-key': key } },
          body: { file_name: file.name.slice(0, 200), dry_run: true, content: await inBase64(file) },
        }),
      );
    },
    onSuccess: (found) => go(`/transfers/${found.import_id}`),
  });
  function take(file: File | undefined) {
    if (file !== undefined) send.mutate({ file, key: newKey() });
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }
  const most = number(LARGEST_BYTES / 1000, 0);
  return (
    <Panel title={t`Bring in watches`}>
      <section
        aria-label={t`Drop a file here`}
        className={`${styles.drop} ${isOver ? styles.over : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <p>
          <Trans>Drop a file here, or choose one</Trans>
        </p>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t`File of watches`}
          accept=".csv,.tsv,.txt,.json,.xlsx,.zip"
          onChange={(event) => {
            take(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
        <Button look="main" icon="up" isPending={send.isPending} onPress={() => input.current?.click()}>
          <Trans>Choose a file</Trans>
        </Button>
        <p className={styles.soft}>
          <Trans>
            changedetection.io, Distill, Keepa, a table, a list of addresses, or our own export; up to {most} kB. It is
            only read at first: you see what each row becomes before anything is stored.
          </Trans>
        </p>
      </section>
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

const tooLarge = (file: File, why: string) => new Problem(413, 'too_large_here', `${file.name} ${why}`, null, []);

async function inBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
