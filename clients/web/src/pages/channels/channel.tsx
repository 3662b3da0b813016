import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Field } from '../../parts/field';
import { Mark, type Tone } from '../../parts/mark';
import { FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './channels.module.css';
import { Deliveries } from './deliveries';
import { WishesForm } from './wishes';

export type Channel = Schema<'Channel'>;

/** A channel: its state, and what can be done with it. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const { t } = useLingui();
  const [shown, show] = useState<'wishes' | 'deliveries' | null>(null);
  const act = useActions(channel);
  const name = channel.name ?? channel.shown;
  const states: Record<Channel['state'], [Tone, string]> = {
    unproven: ['warn', t`not proven yet`],
    active: channel.paused ? ['unknown', t`paused`] : ['good', t`active`],
    unsubscribed: ['bad', t`stopped by its link`],
    gone: ['bad', t`gone`],
  };
  const needsCode = channel.state === 'unproven' || channel.state === 'unsubscribed';
  return (
    <section className={styles.channel} aria-label={name}>
      <div className={styles.head}>
        <h2 className={styles.names}>
          {name} <Mark tone={states[channel.state][0]}>{states[channel.state][1]}</Mark>
        </h2>
        <div className={styles.actions}>
          {channel.state === 'active' && (
            <>
              <Button isPending={act.trial.isPending} onPress={() => act.trial.mutate(newKey())}>
                <Trans>Send a test</Trans>
              </Button>
              <Button
                icon={channel.paused ? 'play' : 'pause'}
                onPress={() => act.change.mutate({ paused: !channel.paused })}
              >
                {channel.paused ? <Trans>Go on</Trans> : <Trans>Pause</Trans>}
              </Button>
            </>
          )}
          <Button onPress={() => show('wishes')}>
            <Trans>What and when</Trans>
          </Button>
          <Button onPress={() => show('deliveries')}>
            <Trans>What was sent</Trans>
          </Button>
          <Button look="quiet" icon="trash" aria-label={t`Remove ${name}`} onPress={() => act.remove.mutate()} />
        </div>
      </div>
      <p className={styles.soft}>
        {channel.service} · {channel.shown}
        {channel.quiet !== null && (
          <>
            {' · '}
            <Trans>
              quiet from {channel.quiet.start.slice(0, 5)} to {channel.quiet.end.slice(0, 5)} ({channel.time_zone})
            </Trans>
          </>
        )}
      </p>
      {needsCode && <Proof channel={channel} />}
      {act.problem !== null && <FailedLine problem={act.problem} />}
      {shown === 'wishes' && (
        <Drawer title={t`What ${name} is told, and when`} onClose={() => show(null)}>
          <WishesForm channel={channel} onDone={() => show(null)} />
        </Drawer>
      )}
      {shown === 'deliveries' && (
        <Drawer title={t`What was sent to ${name}`} onClose={() => show(null)}>
          <Deliveries channel={channel} />
        </Drawer>
      )}
    </section>
  );
}

function useActions(channel: Channel) {
  const { t } = useLingui();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['channels'] });
  const path = { channel_id: channel.channel_id };
  const trial = useMutation<Schema<'TrialSent'>, Problem, string>({
    mutationFn: (key) =>
      answer(
        api.POST('/v1/notifications/channels/{channel_id}/test', {
          params: { path, header: { 'idempotency-key': key } },
        }),
      ),
    onSuccess: () => tell(t`A test is on its way.`),
  });
  const change = useMutation<Channel, Problem, Schema<'ChannelChange'>>({
    mutationFn: (body) => answer(api.PATCH('/v1/notifications/channels/{channel_id}', { params: { path }, body })),
    onSuccess: refresh,
  });
  const remove = useMutation<unknown, Problem>({
    mutationFn: () => answer(api.DELETE('/v1/notifications/channels/{channel_id}', { params: { path } })),
    onSuccess: async () => {
      tell(t`The channel was removed, with all that was sent through it.`);
      await refresh();
    },
  });
  return { trial, change, remove, problem: trial.error ?? change.error ?? remove.error };
}

/** The code that came through the channel, typed back. */
function Proof({ channel }: { channel: Channel }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const path = { channel_id: channel.channel_id };
  const prove = useMutation<Channel, Problem>({
    mutationFn: () =>
      answer(
        api.POST('/v1/notifications/channels/{channel_id}/proof', {
          params: { path },
          body: { code: code.replaceAll(/\s/g, '') },
        }),
      ),
    onSuccess: async () => {
      tell(t`Proven: this channel is told from now on.`);
      await client.invalidateQueries({ queryKey: ['channels'] });
    },
  });
  const again = useMutation<Schema<'CodeSent'>, Problem>({
    mutationFn: () => answer(api.POST('/v1/notifications/channels/{channel_id}/code', { params: { path } })),
    onSuccess: () => tell(t`A new code is on its way.`),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    prove.mutate();
  }
  return (
    <>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field
          label={t`The code that came through it`}
          value={code}
          onChange={setCode}
          problem={prove.error?.about('code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          hint={t`Eight digits, good for 30 minutes and five tries.`}
        />
        <div className={styles.act}>
          <Button
            type="submit"
            look="main"
            isPending={prove.isPending}
            isDisabled={code.replaceAll(/\s/g, '').length !== 8}
          >
            <Trans>Prove</Trans>
          </Button>{' '}
          <Button isPending={again.isPending} onPress={() => again.mutate()}>
            <Trans>Send a new code</Trans>
          </Button>
        </div>
      </form>
      {prove.error !== null && <FailedLine problem={prove.error} />}
      {again.error !== null && <FailedLine problem={again.error} />}
    </>
  );
}
