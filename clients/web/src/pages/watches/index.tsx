import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { PageHead } from '../../parts/page-head';
import { Bones, Empty, Shown } from '../../parts/states';

export default function Watches() {
  const { t } = useLingui();
  const watches = useQuery({
    queryKey: ['watches'],
    queryFn: ({ signal }) => answer(api.GET('/v1/prices/watches', { params: { query: { limit: 50 } }, signal })),
  });
  return (
    <>
      <PageHead title={t`Watches`} />
      <Shown
        query={watches}
        skeleton={<Bones lines={10} height="2.5rem" />}
        isEmpty={(page) => page.items.length === 0}
        empty={<Empty title={t`You watch nothing yet`} />}
      >
        {(page) => page.items.map((watch) => <p key={watch.watch_id}>{watch.label ?? watch.url}</p>)}
      </Shown>
    </>
  );
}
