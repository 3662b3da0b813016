import { useLingui } from '@lingui/react/macro';
import { useEffect, useId, useRef, useState } from 'react';
import type { ListedWatch } from '../../api/types';
import { Choice } from '../../parts/field';
import { Icon } from '../../parts/icon';
import styles from './watches.module.css';

const AFTER_MS = 250; // a pause in writing, before the server is asked

/** What the list is narrowed to. `/` goes to the search from anywhere on the page. */
export function FilterBar({
  at,
  setAt,
  watches,
}: {
  at: (name: string) => string | null;
  setAt: (changes: Record<string, string | null>) => void;
  watches: readonly ListedWatch[];
}) {
  const { t } = useLingui();
  const tags = options(
    watches.flatMap((each) => each.tags),
    at('tag'),
    t`Any tag`,
  );
  const hosts = options(
    watches.map((each) => each.host),
    at('host'),
    t`Any shop`,
  );
  return (
    <search className={styles.filters}>
      <Search value={at('q') ?? ''} onChange={(q) => setAt({ q })} />
      <Choice label={t`Tag`} isCompact value={at('tag') ?? ''} options={tags} onChange={(tag) => setAt({ tag })} />
      <Choice label={t`Shop`} isCompact value={at('host') ?? ''} options={hosts} onChange={(host) => setAt({ host })} />
      <Choice
        label={t`State`}
        isCompact
        value={at('state') ?? ''}
        options={[
          { value: '', label: t`Active and paused` },
          { value: 'active', label: t`Active` },
          { value: 'paused', label: t`Paused` },
        ]}
        onChange={(state) => setAt({ state })}
      />
    </search>
  );
}

/** Of what the list shows; what is chosen stays among them, and so does what was there before it was. */
function options(found: readonly string[], chosen: string | null, any: string) {
  const all = [...new Set(chosen === null ? found : [...found, chosen])].sort();
  return [{ value: '', label: any }, ...all.map((value) => ({ value, label: value }))];
}

function Search({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useLingui();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const change = useRef(onChange);
  change.current = onChange;
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => change.current(text), AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      const isWriting = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      if (event.key !== '/' || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', go);
    return () => document.removeEventListener('keydown', go);
  }, []);
  return (
    <div className={styles.search}>
      <Icon sign="search" />
      <label htmlFor={id} className="seen-by-readers-only">
        {t`Search names and addresses`}
      </label>
      <input
        id={id}
        ref={input}
        type="search"
        value={text}
        maxLength={100}
        placeholder={t`Search`}
        autoComplete="off"
        aria-keyshortcuts="/"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') setText('');
        }}
      />
      <kbd>/</kbd>
    </div>
  );
}
