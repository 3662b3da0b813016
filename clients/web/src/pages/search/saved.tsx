import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Problem } from '../../api/problem';
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
type Pages = InfiniteData<{ items: Saved[]; next: string | null }>;
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
  const list = useRef<HTMLDivElement>(null);
  const remove = useRemove();
  return (
    <Drawer title={t`Saved searches`} onClose={onClose}>
      <div ref={list} tabIndex={-1}>
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
                  <Kept
                    key={each.saved_id}
                    saved={each}
                    onOpen={onOpen}
                    onRemove={() => {
                      list.current?.focus(); // the button that was pressed goes with it
                      remove(each);
                    }}
                  />
                ))}
              </ul>
              <More of={saved} />
            </>
          )}
        </Shown>
      </div>
    </Drawer>
  );
}

/** Takes a saved search away: at once from what is seen, for good once nobody went back. */
function useRemove(): (saved: Saved) => void {
  const { t } = useLingui();
  const client = useQueryClient();
  return ({ saved_id }) => {
    const before = client.getQueryData<Pages>(KEY);
    const again = () => client.invalidateQueries({ queryKey: KEY });
    client.setQueryData<Pages>(KEY, (kept) => kept && withoutOne(kept, saved_id));
    tell(t`Removed`, {
      undo: () => {
        client.setQueryData(KEY, before);
        void again();
      },
      otherwise: () => {
        answer(api.DELETE('/v1/catalog/saved-searches/{saved_id}', { params: { path: { saved_id } } }))
          .catch((problem: Problem) => tell(problem.message, { kind: 'bad' }))
          .finally(again);
      },
    });
  };
}

function withoutOne(kept: Pages, saved_id: string): Pages {
  const pages = kept.pages.map((page) => ({ ...page, items: page.items.filter((each) => each.saved_id !== saved_id) }));
  return { ...kept, pages };
}

function Kept({
  saved,
  onOpen,
  onRemove,
}: {
  saved: Saved;
  onOpen: (changes: Record<string, string | null>) => void;
  onRemove: () => void;
}) {
  const { t } = useLingui();
  const client = useQueryClient();
  const params = { path: { saved_id: saved.saved_id } };
  const toggle = useMutation({
    mutationFn: () =>
      answer(api.PATCH('/v1/catalog/saved-searches/{saved_id}', { params, body: { is_told: !saved.is_told } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
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
        <Button look="quiet" icon="trash" aria-label={t`Remove ${saved.name}`} onPress={onRemove} />
      </div>
      {(saved.told ?? 0) > 0 && <News of={saved} />}
      {toggle.error !== null && <FailedLine problem={toggle.error} />}
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
