import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import type { Schema } from '../../api/types';
import { Icon } from '../../parts/icon';
import { number } from '../../words/format';
import { useSuggestions } from './queries';
import styles from './search.module.css';

type Kind = Schema<'SuggestionShown'>['kind'];
const AFTER_MS = 150; // a pause in writing, before the server is asked

/** Where the search is written. What it may become stands below it; Enter searches for what is written. */
export function SearchBox({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const { t } = useLingui();
  const [text, setText] = useState(value);
  const [typed, setTyped] = useState('');
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(text === value ? '' : text), AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  const found = useSuggestions(typed);
  const kinds: Record<Kind, string> = {
    searched: t`you searched for it`,
    title: t`a product`,
    brand: t`a brand`,
    category: t`a category`,
    supplier: t`a supplier`,
  };
  const items =
    typed === '' ? [] : (found.data?.items ?? []).map((each) => ({ ...each, id: `${each.kind} ${each.text}` }));
  function search(wanted: string) {
    setText(wanted);
    setTyped('');
    onSearch(wanted.trim());
  }
  return (
    <search className={styles.box}>
      <ComboBox
        className={styles.combo ?? ''}
        items={items}
        inputValue={text}
        onInputChange={setText}
        selectedKey={null}
        onSelectionChange={(key) => {
          const chosen = items.find((each) => each.id === key);
          if (chosen !== undefined) search(chosen.text);
        }}
        allowsCustomValue
        menuTrigger="input"
      >
        <Label className="seen-by-readers-only">{t`What do you look for?`}</Label>
        <Icon sign="search" />
        <Input
          className={styles.input ?? ''}
          type="search"
          maxLength={500}
          placeholder={t`500 stainless steel kettles under $12, CE, not from plastic`}
          onKeyDown={(event) => {
            if (event.key === 'Enter') search(event.currentTarget.value);
          }}
        />
        <Popover className={styles.popover ?? ''} offset={2}>
          <ListBox className={styles.options ?? ''}>
            {(item: (typeof items)[number]) => (
              <ListBoxItem className={styles.option ?? ''} textValue={item.text}>
                <span>{item.text}</span>
                <span className={styles.soft}>
                  {kinds[item.kind]}
                  {item.count !== null && ` · ${number(item.count)}`}
                </span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
    </search>
  );
}
