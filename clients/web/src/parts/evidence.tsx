import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answer, api } from '../api/client';
import { useMay } from '../api/session';
import type { Decision, Reason, Schema } from '../api/types';
import { exact, number, percent } from '../words/format';
import { Button } from './button';
import { Drawer } from './drawer';
import styles from './evidence.module.css';
import { Notice } from './notice';
import { Bones, Shown } from './states';

/** All that is known of an answer: how sure, why, from where, what it cost, and the record of it. */
export default function Evidence({
  title,
  of,
  shown,
  onClose,
  children,
}: {
  title: string;
  of: Decision;
  shown: ReactNode;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useLingui();
  return (
    <Drawer title={title} onClose={onClose}>
      <p className={styles.value}>{shown}</p>
      {of.degraded && (
        <Notice kind="warn">
          <Trans>A fallback answered, because something was down or could not confirm it.</Trans>
        </Notice>
      )}
      {children}
      <Facts of={of} />
      <section className={styles.part}>
        <h3>
          <Trans>Reasons</Trans>
        </h3>
        {of.reasons.length === 0 ? <p>{t`None were given.`}</p> : <Reasons of={of.reasons} />}
      </section>
      {of.audit_id ? (
        <Recorded auditId={of.audit_id} />
      ) : (
        <p className={styles.soft}>
          <Trans>No record of its own is kept of this answer: what it was read from is in the history.</Trans>
        </p>
      )}
    </Drawer>
  );
}

function Facts({ of }: { of: Decision }) {
  const { t } = useLingui();
  const bases = {
    calibrated: t`a probability, checked against what came`,
    agreement: t`the share of the page's sources that agree`,
    rule: t`it follows from a rule`,
  };
  const cost = Number(of.cost_usd);
  const level = of.interval === null ? '' : percent(of.interval.level);
  return (
    <dl className={styles.facts}>
      <div>
        <dt>{t`How sure`}</dt>
        <dd>
          {of.confidence !== null && percent(of.confidence)}
          {of.confidence === null && of.basis !== 'rule' && t`nobody has measured it`}
          {(of.confidence !== null || of.basis !== 'rule') && ' · '}
          <span className={styles.soft}>{bases[of.basis]}</span>
        </dd>
      </div>
      {of.interval !== null && (
        <div>
          <dt>{t`Interval`}</dt>
          <dd>
            {number(Number(of.interval.low))} – {number(Number(of.interval.high))}
            <span className={styles.soft}> · {t`with a probability of ${level}`}</span>
          </dd>
        </div>
      )}
      <div>
        <dt>{t`Decided by`}</dt>
        <dd>
          <code>{of.provenance}</code>
        </dd>
      </div>
      <div>
        <dt>{t`Cost`}</dt>
        <dd>{cost === 0 ? t`nothing` : `${number(cost, 6)} USD`}</dd>
      </div>
    </dl>
  );
}

/** Reasons, the weightiest first; a bar shows which way and how far each moved the answer. */
export function Reasons({ of }: { of: readonly Reason[] }) {
  const { t } = useLingui();
  const sorted = [...of].sort((a, b) => Math.abs(b.weight ?? 0) - Math.abs(a.weight ?? 0));
  const most = Math.max(...sorted.map((each) => Math.abs(each.weight ?? 0)), 0.01);
  return (
    <ul className={styles.reasons}>
      {sorted.map(({ text, weight }) => {
        const share = weight === null ? '' : percent(Math.abs(weight));
        return (
          <li key={text}>
            {/* The API gives its reasons in English. */}
            <span lang="en">{text}</span>
            {weight !== null && (
              <span className={styles.weight} title={weight < 0 ? t`against it: ${share}` : t`for it: ${share}`}>
                <span
                  className={weight < 0 ? styles.against : styles.for}
                  style={{ width: `${(Math.abs(weight) / most) * 100}%` }}
                />
                <span className={styles.signed}>
                  {weight < 0 ? '−' : '+'}
                  {share}
                </span>
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The record of a decision in the audit, for those who may read it. */
export function Recorded({ auditId }: { auditId: string }) {
  const { t } = useLingui();
  const mayRead = useMay('admin');
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={styles.part}>
      <h3>
        <Trans>Record</Trans>
      </h3>
      <p className={styles.id}>
        <code>{auditId}</code>
      </p>
      {!mayRead && (
        <p className={styles.soft}>
          <Trans>An admin of your tenant can read the full record by this id.</Trans>
        </p>
      )}
      {mayRead && !isOpen && (
        <div>
          <Button onPress={() => setOpen(true)}>{t`Show the full record`}</Button>
        </div>
      )}
      {isOpen && <Entry auditId={auditId} />}
    </section>
  );
}

function Entry({ auditId }: { auditId: string }) {
  const { t } = useLingui();
  const entry = useQuery({
    queryKey: ['audit', auditId],
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/audit/{audit_id}', { params: { path: { audit_id: auditId } }, signal })),
    staleTime: Number.POSITIVE_INFINITY, // an entry never changes
  });
  return (
    <Shown query={entry} skeleton={<Bones lines={6} />}>
      {(found: Schema<'Entry'>) => (
        <dl className={styles.facts}>
          {[
            [t`When`, exact(found.at)],
            [t`What`, found.action],
            [t`Of what`, found.subject],
            [t`By whom`, found.actor],
            ...Object.entries(found.decision.value ?? {}).map(([name, value]) => [name, String(value)]),
            [t`Made from`, found.inputs.join('\n')],
            [t`Kept until`, exact(found.kept_until)],
            [t`Number`, `${found.writer} ${found.number}`],
          ]
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={styles.raw}>{value}</dd>
              </div>
            ))}
        </dl>
      )}
    </Shown>
  );
}
