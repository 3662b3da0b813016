import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Field } from '../../parts/field';
import { More, usePages } from '../../parts/more';
import { Bones, Empty, FailedLine, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import { type Asked, LISTS, type ListName, textOf } from './queries';
import styles from './search.module.css';

type Saved = Schema<'SavedSearch'>;
const KEY = ['saved-searches'];

/** Keep what is asked for now under a name. */
export function SaveDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [name, setName] = useState((asked.text ?? '').slice(0, 200));
  const [isTold, setTold] = useState(true);
  const [key] = useState(newKey);
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/catalog/saved-searches', {
          params: { header: { 'idempotency-key': key } },
          body: { name: name.trim(), text: asked.text ?? '', filters: asked.filters ?? {}, is_told: isTold },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: KEY });
      tell(t`Saved`);
      onClose();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <Drawer title={t`Save this search`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t`Name`} value={name} onChange={setName} isRequired problem={save.error?.about('name')} />
        <label className={styles.tick}>
          <input type="checkbox" checked={isTold} onChange={(event) => setTold(event.target.checked)} />
          <Trans>Tell me when something new matches</Trans>
        </label>
        <p className={styles.soft}>
          <Trans>Something matches when it says each word and meets each filter; nothing gives way here.</Trans>
        </p>
        {save.error !== null && <FailedLine problem={save.error} />}
        <Button type="submit" look="main" isPending={save.isPending} isDisabled={name.trim() === ''}>
          <Trans>Save</Trans>
        </Button>
      </form>
    </Drawer>
  );
}

/** The searches that were kept: made again, with what they told, and away. */
export function SavedDrawer({
  onOpen,
  onClose,
}: {
  onOpen: (changes: Record<string, string | null>) => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const saved = usePages(KEY, (next, signal) =>
    answer(api.GET('/v1/catalog/saved-searches', { params: { query: { limit: 50, next } }, signal })),
  );
  return (
    <Drawer title={t`Saved searches`} onClose={onClose}>
      <Shown
        query={saved}
        skeleton={<Bones lines={4} height="3rem" />}
        isEmpty={(found) => found.length === 0}
        empty={
          <Empty title={t`You have saved no search`}>
            <Trans>Search for something, then save it: you are told when something new matches.</Trans>
          </Empty>
        }
      >
        {(found) => (
          <>
            <ul className={styles.saved}>
              {found.map((each) => (
                <Kept key={each.saved_id} saved={each} onOpen={onOpen} />
              ))}
            </ul>
            <More of={saved} />
          </>
        )}
      </Shown>
    </Drawer>
  );
}

function Kept({ saved, onOpen }: { saved: Saved; onOpen: (changes: Record<string, string | null>) => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { path: { saved_id: saved.saved_id } };
  const again = () => client.invalidateQueries({ queryKey: KEY });
  const toggle = useMutation({
    mutationFn: () =>
      answer(api.PATCH('/v1/catalog/saved-searches/{saved_id}', { params, body: { is_told: !saved.is_told } })),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/v1/catalog/saved-searches/{saved_id}', { params })),
    onSuccess: () => {
      void again();
      tell(t`Removed`);
    },
  });
  const problem = toggle.error ?? remove.error;
  return (
    <li>
      <div className={styles.savedHead}>
        <Button look="quiet" icon="search" onPress={() => onOpen(addressOf(saved))}>
          {saved.name}
        </Button>
        <span className={styles.soft}>
          {saved.looked_at === null ? <Trans>not looked at yet</Trans> : <When at={saved.looked_at} />}
        </span>
      </div>
      <div className={styles.savedHead}>
        <label className={styles.tick}>
          <input type="checkbox" checked={saved.is_told} disabled={toggle.isPending} onChange={() => toggle.mutate()} />
          <Trans>Tell me</Trans>
        </label>
        <span className={styles.soft}>
          <Plural value={saved.told ?? 0} one="# product told" other="# products told" />
        </span>
        <Button
          look="quiet"
          icon="trash"
          aria-label={t`Remove ${saved.name}`}
          isPending={remove.isPending}
          onPress={() => remove.mutate()}
        />
      </div>
      {(saved.told ?? 0) > 0 && <News of={saved} />}
      {problem !== null && <FailedLine problem={problem} />}
    </li>
  );
}

function News({ of: saved }: { of: Saved }) {
  const news = usePages(['saved-news', saved.saved_id], (next, signal) =>
    answer(
      api.GET('/v1/catalog/saved-searches/{saved_id}/news', {
        params: { path: { saved_id: saved.saved_id }, query: { limit: 5, next } },
        signal,
      }),
    ),
  );
  return (
    <details>
      <summary>
        <Trans>What it told</Trans>
      </summary>
      <Shown query={news} skeleton={<Bones lines={2} />}>
        {(found) => (
          <>
            <ul className={styles.news}>
              {found.map((each) => (
                <li key={each.news_id}>
                  <When at={each.at} />: {each.titles.join(', ')}
                  {each.count > each.titles.length && ` + ${each.count - each.titles.length}`}
                </li>
              ))}
            </ul>
            <More of={news} />
          </>
        )}
      </Shown>
    </details>
  );
}

/** The address at which a saved search is made again. */
export function addressOf({ wanted }: Pick<Saved, 'wanted'>): Record<string, string | null> {
  const filters: NonNullable<Asked['filters']> = wanted.filters ?? {};
  const lists = Object.fromEntries(
    (Object.keys(LISTS) as ListName[]).map((name) => [name, textOf((filters[LISTS[name]] ?? []) as string[])]),
  );
  return {
    ...lists,
    q: wanted.text ?? null,
    min: bound(filters.min_price),
    max: bound(filters.max_price),
    currency: filters.currency ?? null,
    quantity: filters.quantity === null || filters.quantity === undefined ? null : String(filters.quantity),
  };
}

const bound = (amount: string | number | null | undefined) =>
  amount === null || amount === undefined ? null : String(amount);
