import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { LinkButton } from '../../parts/button';
import { type AlertKind, useDeliveryStates, useKindNames } from '../../parts/delivery-words';
import { Choice } from '../../parts/field';
import { Mark } from '../../parts/mark';
import { More, usePages } from '../../parts/more';
import { PageHead } from '../../parts/page-head';
import { Bones, Empty, Shown } from '../../parts/states';
import { When } from '../../parts/when';
import { day, money, percent } from '../../words/format';
import styles from './alerts.module.css';
import { useNewSince } from './seen';

const Recorded = lazy(async () => ({ default: (await import('../../parts/evidence')).Recorded }));

type Alert = Schema<'ToldAlert'>;
type Kind = Exclude<AlertKind, 'new_match'>;

/** What all watches told, the newest first. */
export default function Alerts() {
  const { t } = useLingui();
  const [asked, ask] = useSearchParams();
  const { new_match: _, ...names } = useKindNames(); // saved searches tell that, and not here
  const kind = (Object.keys(names) as Kind[]).find((each) => each === asked.get('kind'));
  const alerts = usePages(['alerts', kind], (next, signal) =>
    answer(api.GET('/v1/prices/alerts', { params: { query: { limit: 50, next, kind: kind ?? null } }, signal })),
  );
  const isNew = useNewSince(alerts.data?.[0]?.at);
  const fresh = alerts.data?.filter(isNew).length ?? 0;
  return (
    <>
      <PageHead
        title={t`Alerts`}
        under={
          fresh > 0
            ? plural(fresh, { one: '# since you were here last', other: '# since you were here last' })
            : undefined
        }
      />
      <div className={styles.filters}>
        <Choice<Kind | 'all'>
          label={t`Show`}
          value={kind ?? 'all'}
          options={[
            { value: 'all', label: t`All alerts` },
            ...(Object.keys(names) as Kind[]).map((value) => ({ value, label: names[value] })),
          ]}
          onChange={(value) => ask(value === 'all' ? {} : { kind: value })}
        />
      </div>
      <Shown
        query={alerts}
        skeleton={<Bones lines={8} height="4rem" />}
        isEmpty={(found) => found.length === 0 && !alerts.hasNextPage}
        empty={
          <Empty
            title={kind === undefined ? t`Nothing was told yet` : t`Nothing of this kind was told`}
            action={
              <LinkButton to="/">
                <Trans>To your watches</Trans>
              </LinkButton>
            }
          >
            <Trans>
              A watch tells you when a price falls by as much as you set, reaches your target, or comes back in stock.
              What it tells stands here for 90 days.
            </Trans>
          </Empty>
        }
      >
        {(found) => (
          <>
            <ol>
              {found.map((alert, at) => (
                <li key={alert.alert_id}>
                  {day(alert.at) !== day(found[at - 1]?.at ?? new Date(0)) && (
                    <h2 className={styles.day}>{day(alert.at, 'long')}</h2>
                  )}
                  <Told alert={alert} name={names[alert.kind]} isNew={isNew(alert)} />
                </li>
              ))}
            </ol>
            <More of={alerts} />
          </>
        )}
      </Shown>
    </>
  );
}

function Told({ alert, name, isNew }: { alert: Alert; name: string; isNew: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <article className={styles.alert}>
      <div className={styles.title}>
        <Link href={`/products/${alert.product_id}`}>{alert.title}</Link>
        {isNew && (
          <Mark tone="good" sign="alert">
            <Trans>New</Trans>
          </Mark>
        )}
      </div>
      <span className={styles.when}>
        <When at={alert.at} />
      </span>
      <p className={styles.said}>
        {name}: <Change alert={alert} /> · {alert.host}
      </p>
      <details className={styles.why} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <Trans>Why, and where it was sent</Trans>
        </summary>
        <ul className={styles.reasons}>
          {alert.reasons.map((reason) => (
            <li key={reason.text}>{reason.text}</li>
          ))}
        </ul>
        {isOpen && <Deliveries of={alert} />}
        {isOpen && alert.audit_id !== null && (
          <Suspense>
            <Recorded auditId={alert.audit_id} />
          </Suspense>
        )}
      </details>
    </article>
  );
}

function Change({ alert }: { alert: Alert }) {
  const { from_price: before, to_price: now, currency } = alert;
  if (now === null) return <Trans>no price was read</Trans>;
  const price = money(now, currency);
  if (before === null || Number(before) === 0 || Number(before) === Number(now)) return price;
  const share = percent(Number(now) / Number(before) - 1, { signed: true });
  const was = money(before, currency);
  return (
    <Trans>
      {price}, {share} from {was}
    </Trans>
  );
}

/** What became of an alert on each of the caller's channels, and at the watch's own receiver. */
function Deliveries({ of: alert }: { of: Alert }) {
  const { t } = useLingui();
  const sent = useQuery({
    queryKey: ['alert-deliveries', alert.alert_id],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/v1/notifications/alerts/{alert_id}/deliveries', {
          params: { path: { alert_id: alert.alert_id } },
          signal,
        }),
      ),
  });
  const words: ReturnType<typeof useDeliveryStates> = {
    ...useDeliveryStates(),
    held: ['unknown', t`held for quiet hours or the digest`],
  };
  return (
    <Shown
      query={sent}
      skeleton={<Bones lines={1} />}
      isEmpty={(page) => page.items.length === 0}
      empty={
        <p>
          <Trans>It went to none of your channels.</Trans>
        </p>
      }
    >
      {(page) => (
        <ul className={styles.reasons}>
          {page.items.map((each) => (
            <li key={each.delivery_id}>
              <Mark tone={words[each.state][0]}>{words[each.state][1]}</Mark> {each.reason}
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
