import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Panel } from '../../parts/panel';
import { FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './channels.module.css';

type Destination = Schema<'ChannelRequest'>['to'];

/** What somebody wrote: an e-mail address, else the address of a service in Apprise's form. */
export function destinationOf(text: string, server: string): Destination {
  const address = text.trim();
  if (address.includes('@') && !address.includes('://')) return { by: 'mail', address };
  return { by: 'service', address, server: isTelegram(address) && server.trim() !== '' ? server.trim() : null };
}

const isTelegram = (address: string) => address.trim().startsWith('tgram://');

const KNOWN: readonly [string, string][] = [
  ['ntfy', 'ntfys://ntfy.sh/TOPIC'],
  ['Telegram', 'tgram://BOT_TOKEN/CHAT_ID'],
  ['Slack', 'https://hooks.slack.com/services/…'],
  ['Discord', 'https://discord.com/api/webhooks/…'],
  ['Pushover', 'pover://USER_KEY@APP_TOKEN'],
  ['Matrix', 'matrixs://HOST/!room:server?token=…'],
];

export function AddChannel({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const [address, setAddress] = useState('');
  const [server, setServer] = useState('');
  const [name, setName] = useState('');
  const [key, setKey] = useState(newKey);
  const add = useMutation<Schema<'Channel'>, Problem>({
    mutationFn: () =>
      answer(
        api.POST('/v1/notifications/channels', {
          params: { header: { 'idempotency-key': key } },
          body: {
            to: destinationOf(address, server),
            name: name.trim() || null,
            language: i18n.locale === 'fr' ? 'fr' : 'en',
            time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
          },
        }),
      ),
    onSuccess: async () => {
      tell(t`A code of eight digits is on its way. Type it in to prove that the channel is yours.`);
      await client.invalidateQueries({ queryKey: ['channels'] });
      onDone();
    },
    onError: () => setKey(newKey()), // another request, if what was wrong is mended
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate();
  }
  const wrong = add.error?.about('to.service.address') ?? add.error?.about('to.mail.address') ?? add.error?.about('to');
  return (
    <Panel title={t`Add a channel`}>
      <form onSubmit={submit} className={styles.form} noValidate>
        <div className={styles.wide}>
          <Field
            label={t`Address`}
            value={address}
            onChange={setAddress}
            problem={wrong}
            autoFocus
            autoComplete="off"
            placeholder="ntfys://ntfy.sh/…"
            hint={t`Kept encrypted, and never shown again.`}
          />
        </div>
        {isTelegram(address) && (
          <Field
            label={t`Server`}
            value={server}
            onChange={setServer}
            problem={add.error?.about('to.service.server')}
            hint={t`A Bot API server of your own; empty for Telegram’s.`}
          />
        )}
        <Field label={t`Name`} value={name} onChange={setName} hint={t`How you call it; may stay empty.`} />
        <div className={styles.act}>
          <Button type="submit" look="main" isPending={add.isPending} isDisabled={address.trim() === ''}>
            <Trans>Send a code</Trans>
          </Button>{' '}
          <Button look="quiet" onPress={onDone}>
            <Trans>Cancel</Trans>
          </Button>
        </div>
      </form>
      {add.error !== null && wrong === undefined && <FailedLine problem={add.error} />}
      <dl className={styles.services}>
        <dt>
          <Trans>E-mail</Trans>
        </dt>
        <dd>
          <code>ana@example.org</code>
        </dd>
        {KNOWN.map(([service, form]) => [
          <dt key={service}>{service}</dt>,
          <dd key={form}>
            <code>{form}</code>
          </dd>,
        ])}
      </dl>
    </Panel>
  );
}
