import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import type { Schema } from '../../api/types';
import { Icon } from '../../parts/icon';
import { number } from '../../words/format';
import { useSuggestions } from './queries';
import styles from './search.module.css';

type Kind = Schema<'SuggestionShown'>['kind'];
const AFTER_MS = 150; // a pause in writing, before the server is asked
const NONE = -1;

/** Where the search is written. What it may become stands below it; Enter searches for what is written or gone to.
 *
 * The pattern is the list with manual selection of the ARIA guide (w3.org/WAI/ARIA/apg/patterns/combobox). It is not
 * the library's: that one opens by what is typed alone, and these suggestions come after it.
 */
export function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useLingui();
  const list = useId();
  const [text, setText] = useState(value);
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(NONE);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(isOpen ? text : ''), AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, isOpen]);
  const found = useSuggestions(typed);
  const kinds: Record<Kind, string> = {
    searched: t`you searched for it`,
    title: t`a product`,
    brand: t`a brand`,
    category: t`a category`,
    supplier: t`a supplier`,
  };
  const items = isOpen && typed.trim().length >= 2 ? (found.data?.items ?? []) : [];
  const active = at < items.length ? at : NONE;
  function search(wanted: string) {
    setText(wanted);
    setOpen(false);
    setAt(NONE);
    onSearch(wanted.trim());
  }
  function press(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') {
      search(items[active]?.text ?? text);
    } else if (event.key === 'Escape' && items.length > 0) {
      event.preventDefault(); // the first press puts the list away, the next one the text
      setOpen(false);
      setAt(NONE);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length > 0) {
      event.preventDefault();
      const places = items.length + 1; // the last is the text itself
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt(((active + 1 + step + places) % places) - 1);
    }
  }
  return (
    <search className={styles.box}>
      <Icon sign="search" />
      <input
        className={styles.input}
        type="search"
        role="combobox"
        aria-label={t`What do you look for?`}
        aria-autocomplete="list"
        aria-expanded={items.length > 0}
        aria-controls={list}
        aria-activedescendant={active === NONE ? undefined : `${list}-${active}`}
        autoComplete="off"
        enterKeyHint="search"
        maxLength={500}
        placeholder={t`500 stainless steel kettles under $12, CE, not from plastic`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setOpen(true);
          setAt(NONE);
        }}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      <div id={list} className={styles.options} role="listbox" aria-label={t`Suggestions`} hidden={items.length === 0}>
        {items.map((each, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={`${each.kind} ${each.text}`}
            id={`${list}-${place}`}
            className={styles.option}
            role="option"
            aria-selected={place === active}
            tabIndex={-1}
            onMouseDown={(event) => event.preventDefault()} // the focus stays in the input
            onClick={() => search(each.text)}
          >
            <span>{each.text}</span>
            <span className={styles.soft}>
              {kinds[each.kind]}
              {each.count !== null && each.count > 1 && ` · ${number(each.count)}`}
            </span>
          </div>
        ))}
      </div>
    </search>
  );
}
