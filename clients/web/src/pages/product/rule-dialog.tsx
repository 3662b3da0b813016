import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client';
import type { ListedWatch } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Field } from '../../parts/field';
import { draftOf, RuleFields, ruleOf } from '../../parts/rule-fields';
import { FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './product.module.css';

/** When the watch on a product speaks up. */
export default function RuleDialog({ watch, onClose }: { watch: ListedWatch; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(watch));
  const [label, setLabel] = useState(watch.label ?? '');
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH('/v1/prices/watches/{watch_id}', {
          params: { path: { watch_id: watch.watch_id } },
          body: {
            ...ruleOf(draft),
            label: label.trim() === '' ? null : label.trim(),
            ...(draft.every_minutes === watch.check.every_minutes
              ? {}
              : { check: { ...watch.check, every_minutes: draft.every_minutes, fastest_minutes: null } }),
          },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['watches'] });
      void client.invalidateQueries({ queryKey: ['forecast', watch.product_id] });
      tell(t`Saved`);
      onClose();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <Drawer title={t`When to tell`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field label={t`Your name for it`} value={label} onChange={setLabel} problem={save.error?.about('label')} />
        <RuleFields draft={draft} onChange={setDraft} problem={save.error} currency={watch.price_currency} />
        {save.error && <FailedLine problem={save.error} />}
        <Button type="submit" look="main" isPending={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </form>
    </Drawer>
  );
}
