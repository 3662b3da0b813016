import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Decision, Schema } from '../../api/types';
import { Panel } from '../../parts/panel';
import { Recommended } from '../../parts/recommended';
import { Why } from '../../parts/why';

const MOST = 4;

/** What this person is likely to want next. */
export function useForYou(isWanted: boolean) {
  return useQuery({
    queryKey: ['catalog-for-you'],
    enabled: isWanted,
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/recommendations', { params: { query: { limit: MOST } }, signal })),
    staleTime: 60_000,
  });
}

/** What is shown before anything is searched for. Where it is not known, nothing. */
export function ForYou({ of }: { of: Schema<'Recommendations'> | undefined }) {
  const { t } = useLingui();
  if (of === undefined || of.items.length === 0) return null;
  const { items, chosen_by } = of;
  return (
    <Panel
      title={t`For you`}
      actions={<Why title={t`Why these were chosen`} of={chosen_by as Decision} shown={chosen_by.value} />}
    >
      <Recommended of={items} />
    </Panel>
  );
}
