import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { answer, api } from '../../api/client';
import { SideBySide } from '../../parts/comparison/side-by-side';
import { PageHead } from '../../parts/page-head';
import { PageSkeleton, Shown } from '../../parts/states';
import { When } from '../../parts/when';

/** A comparison that somebody shared by a link: nobody is signed in here. */
export default function SharedPage() {
  const { t } = useLingui();
  const { address = '' } = useParams();
  const found = useQuery({
    queryKey: ['shared', address],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/comparisons/shared/{address}', { params: { path: { address } }, signal })),
  });
  if (found.error?.isGone) {
    return (
      <PageHead
        title={t`This link is not open any more`}
        under={<Trans>It has come to its end, or was withdrawn. Ask whoever sent it for a new one.</Trans>}
      />
    );
  }
  return (
    <Shown query={found} skeleton={<PageSkeleton />}>
      {({ title, shared_at, expires_at, comparison }) => (
        <>
          <PageHead
            title={title === '' ? t`A comparison` : title}
            under={
              <Trans>
                As it was <When at={shared_at} />; the link ends <When at={expires_at} />
              </Trans>
            }
          />
          <SideBySide of={comparison} />
        </>
      )}
    </Shown>
  );
}
