import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Choice, Field } from '../../parts/field';
import { FailedLine } from '../../parts/states';
import { tell } from '../../parts/told';
import styles from './product.module.css';

const amount = (text: string) => (text.trim() === '' ? null : text.trim().replace(',', '.'));

/** A coupon that somebody knows of, for one of the product's shops. */
export default function CouponDialog({
  hosts,
  currency,
  onClose,
}: {
  hosts: readonly string[];
  currency: string | null;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [host, setHost] = useState(hosts[0] ?? '');
  const [code, setCode] = useState('');
  const [kind, setKind] = useState<Schema<'CouponKind'>>('percent');
  const [off, setOff] = useState('');
  const [minimum, setMinimum] = useState('');
  const [until, setUntil] = useState('');
  const key = useRef(newKey());
  const unit = currency === null ? '' : ` (${currency})`;
  const add = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/prices/coupons', {
          params: { header: { 'idempotency-key': key.current } },
          body: {
            host,
            code: code.trim() === '' ? null : code.trim(),
            kind,
            percent: kind === 'percent' ? amount(off) : null,
            amount: kind === 'amount' ? amount(off) : null,
            minimum_order: amount(minimum),
            currency: kind === 'amount' || amount(minimum) !== null ? currency : null,
            // It holds to the end of the day that is given, as the shop's words mean it.
            expires_at: until === '' ? null : new Date(`${until}T23:59:59.999`).toISOString(),
          },
        }),
      ),
    onSuccess: () => {
      tell(t`The coupon is known now.`);
      void client.invalidateQueries({ queryKey: ['coupons'] });
      onClose();
    },
    onError: (problem) => {
      if (!problem.isPassing) key.current = newKey();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate();
  }
  return (
    <Drawer title={t`Add a coupon`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={t`Code`}
          value={code}
          onChange={setCode}
          problem={add.error?.about('code')}
          hint={t`Nothing, where nothing is typed at the checkout`}
        />
        <Choice
          label={t`Shop`}
          value={host}
          options={[...new Set(hosts)].map((value) => ({ value, label: value }))}
          onChange={setHost}
        />
        <Choice<Schema<'CouponKind'>>
          label={t`What it takes off`}
          value={kind}
          options={[
            { value: 'percent', label: t`a share of the price` },
            { value: 'amount', label: t`an amount` },
            { value: 'free_shipping', label: t`the shipping` },
          ]}
          onChange={setKind}
        />
        {kind !== 'free_shipping' && (
          <Field
            label={kind === 'percent' ? t`How much, in %` : t`How much${unit}`}
            value={off}
            onChange={setOff}
            problem={add.error?.about(kind)}
            inputMode="decimal"
          />
        )}
        <Field
          label={t`Minimum order${unit}`}
          value={minimum}
          onChange={setMinimum}
          problem={add.error?.about('minimum_order')}
          inputMode="decimal"
        />
        <Field
          label={t`Last day`}
          type="date"
          value={until}
          onChange={setUntil}
          problem={add.error?.about('expires_at')}
        />
        {add.error && <FailedLine problem={add.error} />}
        <Button
          type="submit"
          look="main"
          isPending={add.isPending}
          isDisabled={kind !== 'free_shipping' && off.trim() === ''}
        >
          <Trans>Save</Trans>
        </Button>
      </form>
    </Drawer>
  );
}
