import { Trans, useLingui } from '@lingui/react/macro';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from './button';
import styles from './drop-file.module.css';

/** A file, dropped or chosen. `name` says of what it is, `accept` the endings it may have. */
export function DropFile({
  name,
  accept,
  isPending,
  onFile,
  children,
}: {
  name: string;
  accept: string;
  isPending: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file !== undefined) onFile(file);
  }
  return (
    <section
      aria-label={t`Drop a file here`}
      className={`${styles.drop} ${isOver ? styles.over : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>
        <Trans>Drop a file here, or choose one</Trans>
      </p>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={name}
        accept={accept}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = '';
        }}
      />
      <Button look="main" icon="up" isPending={isPending} onPress={() => input.current?.click()}>
        <Trans>Choose a file</Trans>
      </Button>
      <p className={styles.soft}>{children}</p>
    </section>
  );
}
