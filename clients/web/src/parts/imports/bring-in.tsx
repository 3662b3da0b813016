import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { newKey } from '../../api/client';
import { inBase64 } from '../../api/file';
import type { Problem } from '../../api/problem';
import { DropFile } from '../drop-file';
import { Panel } from '../panel';
import { FailedLine } from '../states';
import styles from './imports.module.css';
import type { Import, Kind, Row } from './kind';

/** A file to bring in, dropped or chosen. It is only read at first; nothing is stored until that is confirmed.
 *
 * `title`: of the panel, `name`: of what is chosen, `accept`: the endings it may have, `before`: what is said first,
 * given what was wrong with it, `elsewhere`: the way for a file that does not fit in a request.
 */
export function BringIn<Kept extends Import<Field>, Line extends Row, Field extends string>({
  kind,
  title,
  name,
  accept,
  before,
  elsewhere,
  children,
}: {
  kind: Pick<Kind<Kept, Line, Field>, 'path' | 'send'>;
  title: string;
  name: string;
  accept: string;
  before?: (problem: Problem | null) => ReactNode;
  elsewhere: ReactNode;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const send = useMutation<{ import_id: string }, Problem, { file: File; key: string }>({
    mutationFn: async ({ file, key }) => {
      const content = await inBase64(file, t`is too large for this page`);
      return kind.send({ file_name: file.name.slice(0, 200), dry_run: true, content }, key);
    },
    onSuccess: (found) => go(`${kind.path}/${found.import_id}`),
  });
  return (
    <Panel title={title}>
      {before?.(send.error)}
      <DropFile
        name={name}
        accept={accept}
        isPending={send.isPending}
        onFile={(file) => send.mutate({ file, key: newKey() })}
      >
        {children}
      </DropFile>
      {send.error !== null && <FailedLine problem={send.error} />}
      {send.error?.code === 'too_large_here' && <p className={styles.soft}>{elsewhere}</p>}
    </Panel>
  );
}
