import { Trans } from '@lingui/react/macro';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Decision } from '../api/types';
import { Button } from './button';

const Evidence = lazy(() => import('./evidence'));

/** What an answer was made from, one press away. `shown` is its value as people write it. */
export function Why({
  title,
  of,
  shown,
  children,
}: {
  title: string;
  of: Decision;
  shown: ReactNode;
  children?: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" icon="help" aria-label={title} onPress={() => setOpen(true)}>
        <Trans>Why</Trans>
      </Button>
      {isOpen && (
        <Suspense>
          <Evidence title={title} of={of} shown={shown} onClose={() => setOpen(false)}>
            {children}
          </Evidence>
        </Suspense>
      )}
    </>
  );
}
