import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { save } from '../../api/file';
import type { Problem } from '../../api/problem';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Choice, Field } from '../../parts/field';
import { Panel } from '../../parts/panel';
import { FailedLine, Partial } from '../../parts/states';
import { tell } from '../../parts/told';
import { type Form, useFormNames } from './names';
import styles from './transfers.module.css';

/** Your watches as a file, and what its form cannot say. */
export function ExportPanel() {
  const { t } = useLingui();
  const names = useFormNames();
  const [form, setForm] = useState<Form>('json');
  const [tag, setTag] = useState('');
  const make = useMutation<Schema<'Export'>, Problem>({
    mutationFn: () => answer(api.GET('/v1/prices/exports', { params: { query: { form, tag: tag.trim() || null } } })),
    onSuccess: (found) => {
      if (found.content !== null) {
        const bytes = Uint8Array.from(atob(found.content), (character) => character.charCodeAt(0));
        save(new Blob([bytes], { type: found.media_type }), found.file_name);
      }
      tell(plural(found.watches, { one: '# watch is in the file.', other: '# watches are in the file.' }));
    },
  });
  const left = make.data?.left_out ?? [];
  const fields = [...new Set(left.map((each) => each.field))];
  return (
    <Panel title={t`Take your watches out`}>
      <div className={styles.form}>
        <Choice
          label={t`Form`}
          value={form}
          options={(Object.keys(names) as Form[]).map((value) => ({ value, label: names[value] }))}
          onChange={setForm}
        />
        <Field label={t`Only with the tag`} value={tag} onChange={setTag} />
        <div className={styles.act}>
          <Button icon="down" isPending={make.isPending} onPress={() => make.mutate()}>
            <Trans>Export</Trans>
          </Button>
        </div>
      </div>
      {make.error !== null && <FailedLine problem={make.error} />}
      {make.data?.url && (
        <p>
          <a href={make.data.url} rel="noreferrer">
            <Trans>The file is large: fetch it here</Trans>
          </a>
        </p>
      )}
      {fields.length > 0 && (
        <Partial>
          <Trans>This form cannot say: {fields.join(', ')}. Our own form (JSON) keeps all of it.</Trans>
        </Partial>
      )}
    </Panel>
  );
}
