import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { useKindNames } from '../../parts/delivery-words';
import { Choice, Field } from '../../parts/field';
import { FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './channels.module.css';

type Channel = Schema<'Channel'>;
type Kind = Channel['kinds'][number];
type Weekday = Schema<'Digest'>['weekday'];

/** What a channel is told, in which language, and at which hours. */
export function WishesForm({ channel, onDone }: { channel: Channel; onDone: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const mayTellAll = useMay('manager');
  const [name, setName] = useState(channel.name ?? '');
  const [language, setLanguage] = useState(channel.language);
  const [zone, setZone] = useState(channel.time_zone);
  const [from, setFrom] = useState(channel.quiet?.start.slice(0, 5) ?? '');
  const [until, setUntil] = useState(channel.quiet?.end.slice(0, 5) ?? '');
  const [digest, setDigest] = useState<'none' | 'day' | 'week'>(channel.digest?.every ?? 'none');
  const [hour, setHour] = useState(String(channel.digest?.hour ?? 8));
  const [weekday, setWeekday] = useState<Weekday>(channel.digest?.weekday ?? 'mon');
  const [whose, setWhose] = useState(channel.whose);
  const [kinds, setKinds] = useState<readonly Kind[]>(channel.kinds);
  const save = useMutation<Channel, Problem>({
    mutationFn: () =>
      answer(
        api.PATCH('/v1/notifications/channels/{channel_id}', {
          params: { path: { channel_id: channel.channel_id } },
          body: {
            name: name.trim() || null,
            language,
            time_zone: zone,
            quiet: from && until ? { start: from, end: until } : null,
            digest: digest === 'none' ? null : { every: digest, hour: Number(hour), weekday },
            whose,
            kinds: [...kinds],
          },
        }),
      ),
    onSuccess: async () => {
      tell(t`Saved.`);
      await client.invalidateQueries({ queryKey: ['channels'] });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  const kindNames = useKindNames();
  const days: Record<Weekday, string> = {
    mon: t`Monday`,
    tue: t`Tuesday`,
    wed: t`Wednesday`,
    thu: t`Thursday`,
    fri: t`Friday`,
    sat: t`Saturday`,
    sun: t`Sunday`,
  };
  const languages = { en: 'English', fr: 'Français', pt: 'Português', zh: '中文', hi: 'हिन्दी' };
  return (
    <form onSubmit={submit} className={styles.group} noValidate>
      <Field label={t`Name`} value={name} onChange={setName} problem={save.error?.about('name')} />
      <fieldset className={styles.group}>
        <legend>
          <Trans>Tell me of</Trans>
        </legend>
        <div className={styles.checks}>
          {(Object.keys(kindNames) as Kind[]).map((kind) => (
            <label key={kind}>
              <input
                type="checkbox"
                checked={kinds.length === 0 || kinds.includes(kind)}
                onChange={(event) => {
                  const all = Object.keys(kindNames) as Kind[];
                  const before = kinds.length === 0 ? all : kinds;
                  const after = event.target.checked ? [...before, kind] : before.filter((each) => each !== kind);
                  setKinds(after.length === all.length ? [] : after);
                }}
              />
              {kindNames[kind]}
            </label>
          ))}
        </div>
      </fieldset>
      {mayTellAll && (
        <Choice
          label={t`Of whose watches`}
          value={whose}
          options={[
            { value: 'own', label: t`Those that I set` },
            { value: 'all', label: t`All of my tenant` },
          ]}
          onChange={setWhose}
        />
      )}
      <fieldset className={styles.group}>
        <legend>
          <Trans>Quiet hours</Trans>
        </legend>
        <div className={styles.form}>
          <Field
            label={t`From`}
            type="time"
            value={from}
            onChange={setFrom}
            problem={save.error?.about('quiet.start')}
          />
          <Field
            label={t`Until`}
            type="time"
            value={until}
            onChange={setUntil}
            problem={save.error?.about('quiet.end')}
          />
        </div>
        <p className={styles.soft}>
          <Trans>What comes meanwhile is held, and sent when they end. Empty: none.</Trans>
        </p>
      </fieldset>
      <Field
        label={t`Time zone`}
        value={zone}
        onChange={setZone}
        problem={save.error?.about('time_zone')}
        hint={t`As Europe/Paris; all hours here are of its clock.`}
      />
      <Choice
        label={t`All in one message`}
        value={digest}
        options={[
          { value: 'none', label: t`No, each alert at once` },
          { value: 'day', label: t`Once a day` },
          { value: 'week', label: t`Once a week` },
        ]}
        onChange={setDigest}
      />
      {digest !== 'none' && (
        <div className={styles.form}>
          {digest === 'week' && (
            <Choice
              label={t`On`}
              value={weekday}
              options={(Object.keys(days) as Weekday[]).map((value) => ({ value, label: days[value] }))}
              onChange={setWeekday}
            />
          )}
          <Choice
            label={t`At`}
            value={hour}
            options={Array.from({ length: 24 }, (_, each) => ({
              value: String(each),
              label: `${String(each).padStart(2, '0')}:00`,
            }))}
            onChange={setHour}
          />
        </div>
      )}
      <Choice
        label={t`Language of the messages`}
        value={language}
        options={(Object.keys(languages) as (keyof typeof languages)[]).map((value) => ({
          value,
          label: languages[value],
        }))}
        onChange={setLanguage}
      />
      {save.error !== null && <FailedLine problem={save.error} />}
      <div className={styles.actions}>
        <Button type="submit" look="main" isPending={save.isPending} isDisabled={(from === '') !== (until === '')}>
          <Trans>Save</Trans>
        </Button>
        <Button look="quiet" onPress={onDone}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
