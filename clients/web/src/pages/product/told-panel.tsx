import { Trans, useLingui } from '@lingui/react/macro';
import type { Schema } from '../../api/types';
import { Panel } from '../../parts/panel';
import { Price } from '../../parts/price';
import { When } from '../../parts/when';
import { Why } from '../../parts/why';
import styles from './product.module.css';

/** What the watch has told of this product, the newest first. */
export function ToldPanel({ alerts }: { alerts: readonly Schema<'Alert'>[] }) {
  const { t } = useLingui();
  const kinds: Record<Schema<'PricesAlertKind'>, string> = {
    drop: t`The price fell`,
    target: t`The target was reached`,
    rise: t`The price rose`,
    back_in_stock: t`Back in stock`,
    all_time_low: t`Lower than ever seen`,
    any_change: t`Something changed`,
    predicted_drop: t`A drop is predicted`,
  };
  return (
    <Panel title={t`What was told`}>
      {alerts.length === 0 ? (
        <p className={styles.soft}>
          <Trans>Nothing yet: the watch speaks up when one of its rules is met.</Trans>
        </p>
      ) : (
        <ul className={styles.told}>
          {alerts.map((alert) => (
            <li key={alert.alert_id}>
              <span>{kinds[alert.kind]}</span>
              <span>
                {alert.from_price !== null && (
                  <>
                    <Price amount={alert.from_price} currency={alert.currency} /> →{' '}
                  </>
                )}
                {alert.to_price !== null && <Price amount={alert.to_price} currency={alert.currency} />}
              </span>
              <span className={styles.soft}>
                <When at={alert.at} />
              </span>
              <Why
                title={t`Why this alert`}
                shown={kinds[alert.kind]}
                of={{
                  value: alert.kind,
                  confidence: null,
                  basis: 'rule',
                  degraded: false,
                  interval: null,
                  reasons: alert.reasons,
                  provenance: 'rule:prices.alerts',
                  cost_usd: '0',
                  audit_id: alert.audit_id,
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
