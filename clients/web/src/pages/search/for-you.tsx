import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Decision } from '../../api/types';
import { Panel } from '../../parts/panel';
import { Recommended } from '../../parts/recommended';
import { Why } from '../../parts/why';

const MOST = 4;

/** What this person is likely to want next, before anything is searched for. Where that is not known, nothing. */
export function ForYou() {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: ['catalog-for-you'],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/recommendations', { params: { query: { limit: MOST } }, signal })),
    staleTime: 60_000,
  });
  if (found.data === undefined || found.data.items.length === 0) return null;
  const { items, chosen_by } = found.data;
  return (
    <Panel
      title={t`For you`}
      actions={<Why title={t`Why these were chosen`} of={chosen_by as Decision} shown={chosen_by.value} />}
    >
      <Recommended of={items} />
    </Panel>
  );
}
