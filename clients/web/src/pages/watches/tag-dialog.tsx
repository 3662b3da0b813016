import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { ListedWatch } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import styles from './watches.module.css';

const TAG = /^[^#,\s][^#,]{0,39}$/;

/** Which tags the selected watches are to have. */
export default function TagDialog({
  watches,
  onClose,
  onTag,
}: {
  watches: readonly ListedWatch[];
  onClose: () => void;
  onTag: (add: readonly string[], remove: readonly string[]) => void;
}) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const there = [...new Set(watches.flatMap((each) => each.tags))].sort();
  const added = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const problem = added.every((each) => TAG.test(each))
    ? undefined
    : t`A tag has at most 40 characters, without # in it.`;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (problem === undefined) onTag(added, removed);
  }
  return (
    <Drawer title={t`Tags`} onClose={onClose}>
      <form className={styles.tagging} onSubmit={submit}>
        <p>
          <Plural value={watches.length} one="Of # watch" other="Of # watches" />
        </p>
        <Field
          label={t`Add`}
          hint={t`Several with commas between them`}
          value={text}
          onChange={setText}
          problem={problem}
          autoFocus
        />
        {there.length > 0 && (
          <fieldset className={styles.there}>
            <legend>
              <Trans>Keep</Trans>
            </legend>
            {there.map((tag) => (
              <label key={tag}>
                <input
                  type="checkbox"
                  checked={!removed.includes(tag)}
                  onChange={(event) =>
                    setRemoved(event.target.checked ? removed.filter((each) => each !== tag) : [...removed, tag])
                  }
                />
                <Icon sign="tag" size={14} /> {tag}
              </label>
            ))}
          </fieldset>
        )}
        <Button type="submit" look="main" isDisabled={problem !== undefined || added.length + removed.length === 0}>
          <Trans>Save</Trans>
        </Button>
      </form>
    </Drawer>
  );
}
