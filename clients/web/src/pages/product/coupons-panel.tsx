import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../../api/client';
import { useMay } from '../../api/session';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import { Why } from '../../parts/why';
import { money, percent } from '../../words/format';
import styles from './product.module.css';
import { useCoupons } from './queries';

const CouponDialog = lazy(() => import('./coupon-dialog'));

type Here = Schema<'CouponHere'>;

/** The coupons of the product's shops: what each takes off, how often it works, and the best that go together. */
export function CouponsPanel({
  product,
  hosts,
  currency,
}: {
  product: string;
  hosts: readonly string[];
  currency: string | null;
}) {
  const { t } = useLingui();
  const mayAdd = useMay('manager');
  const [isAdding, setAdding] = useState(false);
  const coupons = useCoupons(product);
  return (
    <Panel
      title={t`Coupons`}
      actions={
        mayAdd && (
          <Button icon="add" onPress={() => setAdding(true)}>
            <Trans>Add a coupon</Trans>
          </Button>
        )
      }
    >
      {isAdding && (
        <Suspense>
          <CouponDialog hosts={hosts} currency={currency} onClose={() => setAdding(false)} />
        </Suspense>
      )}
      <Shown
        query={coupons}
        skeleton={<Bones lines={4} />}
        isEmpty={(found) => found.listings.every((each) => each.coupons.length === 0)}
        empty={
          <p className={styles.soft}>
            <Trans>None is known for these shops: none stood on a page that was read, and nobody added one.</Trans>
          </p>
        }
      >
        {(found) => found.listings.map((listing) => <OfShop key={listing.listing_id} of={listing} />)}
      </Shown>
    </Panel>
  );
}

function OfShop({ of: { host, coupons, best, currency } }: { of: Schema<'ListingCoupons'> }) {
  const { t } = useLingui();
  if (coupons.length === 0) return null;
  const saving = best === null ? '' : money(best.saving, currency);
  const codes = best?.applied.map((each) => each.code ?? t`without a code`).join(' + ');
  const left = best === null ? '' : money(best.to_pay, currency);
  return (
    <div className={styles.shop}>
      <h3>{host}</h3>
      {best !== null && best.applied.length > 0 && (
        <div className={styles.verdict}>
          <p className={styles.sentence}>
            <Trans>
              Use <code>{codes}</code>: {saving} off, {left} left to pay with shipping.
            </Trans>{' '}
            {best.proof.is_proven && (
              <span className={styles.soft}>
                <Trans>No other combination leaves less.</Trans>
              </span>
            )}
          </p>
          <Why title={t`Why these coupons`} of={best.best} shown={left} />
        </div>
      )}
      <ul className={styles.coupons}>
        {coupons.map((coupon) => (
          <Coupon key={coupon.coupon_id} coupon={coupon} currency={currency} />
        ))}
      </ul>
    </div>
  );
}

function Coupon({ coupon, currency }: { coupon: Here; currency: string | null }) {
  const { t } = useLingui();
  const states = {
    usable: null,
    not_yet: t`not yet`,
    expired: t`has ended`,
    not_seen_lately: t`not seen lately`,
  };
  const state = states[coupon.state];
  const minimum = coupon.minimum_order === null ? null : money(coupon.minimum_order, coupon.currency);
  const chance = coupon.works.value === null ? null : percent(coupon.works.value);
  return (
    <li className={coupon.applies ? '' : styles.soft}>
      <div className={styles.code}>
        <code>{coupon.code ?? t`no code`}</code>
        {state !== null && <span>{state}</span>}
      </div>
      <div>
        {offOf(coupon)}
        {coupon.takes_off !== null && (
          <>
            {' '}
            (<Price amount={coupon.takes_off} currency={currency} />)
          </>
        )}
        {minimum !== null && <> · {t`from ${minimum} on`}</>}
        {coupon.expires_at !== null && (
          <>
            {' '}
            · <Trans>ends</Trans> <When at={coupon.expires_at} />
          </>
        )}
        {!coupon.applies && (
          <>
            {' '}
            · <span lang="en">{coupon.reason}</span>
          </>
        )}
      </div>
      <div className={styles.works}>
        <span>{chance === null ? t`nobody knows whether it works` : t`works in ${chance} of cases`}</span>
        <Why title={t`Why it should work`} of={coupon.works} shown={chance ?? t`Unknown`} />
        {coupon.state === 'usable' && <Report coupon={coupon} />}
      </div>
    </li>
  );

  function offOf({ kind, percent: share, amount, currency: unit }: Here): string {
    const off =
      kind === 'percent' ? percent(Number(share) / 100, { digits: 1 }) : amount === null ? '' : money(amount, unit);
    return kind === 'free_shipping' ? t`free shipping` : t`${off} off`;
  }
}

function Report({ coupon }: { coupon: Here }) {
  const { t } = useLingui();
  const mayReport = useMay('manager');
  const client = useQueryClient();
  const report = useMutation({
    mutationFn: (works: boolean) =>
      answer(
        api.POST('/v1/prices/coupons/{coupon_id}/reports', {
          params: { path: { coupon_id: coupon.coupon_id } },
          body: { works },
        }),
      ),
    onSuccess: () => {
      tell(t`Thank you; it counts from now on.`);
      void client.invalidateQueries({ queryKey: ['coupons'] });
    },
  });
  if (!mayReport) return null;
  return (
    <span className={styles.report}>
      <Button look="quiet" isDisabled={report.isPending} onPress={() => report.mutate(true)}>
        <Trans>Worked</Trans>
      </Button>
      <Button look="quiet" isDisabled={report.isPending} onPress={() => report.mutate(false)}>
        <Trans>Did not</Trans>
      </Button>
      {report.error && <FailedLine problem={report.error} />}
    </span>
  );
}
