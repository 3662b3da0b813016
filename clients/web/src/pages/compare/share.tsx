import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { answer, api, newKey } from '../../api/client';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Copyable } from '../../parts/copyable';
import { Drawer } from '../../parts/drawer';
import { Choice, Field } from '../../parts/field';
import { More, usePages } from '../../parts/more';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { When } from '../../parts/when';
import styles from './compare.module.css';

type Days = '7' | '14' | '30' | '90';
const KEY = ['comparisons'];
const focusOn = (shown: HTMLElement | null) => shown?.focus();

/** A link that shows this comparison as it is now to whoever has it, until it ends or is withdrawn. */
export default function ShareDialog({ asked, onClose }: { asked: Schema<'CompareRequest'>; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [title, setTitle] = useState('');
  const [days, setDays] = useState<Days>('14');
  const [key] = useState(newKey);
  const share = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/v1/catalog/comparisons', {
          params: { header: { 'idempotency-key': key } },
          body: { ...asked, title: title.trim(), days: Number(days) },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const secret = share.data?.path?.split('/').at(-1);
  const link = secret === undefined ? null : `${location.origin}/shared/${secret}`;
  function submit(event: FormEvent) {
    event.preventDefault();
    share.mutate();
  }
  return (
    <Drawer title={t`Share this comparison`} onClose={onClose}>
      {link === null ? (
        <form className={styles.drawer} onSubmit={submit}>
          <Field
            label={t`Title`}
            hint={t`Those who open the link read it above the comparison`}
            value={title}
            onChange={setTitle}
            problem={share.error?.about('title')}
          />
          <Choice<Days>
            label={t`Open for`}
            value={days}
            options={[
              { value: '7', label: t`a week` },
              { value: '14', label: t`two weeks` },
              { value: '30', label: t`30 days` },
              { value: '90', label: t`90 days` },
            ]}
            onChange={setDays}
          />
          {share.error !== null && <FailedLine problem={share.error} />}
          <Button type="submit" look="main" isPending={share.isPending} isDisabled={title.trim() === ''}>
            <Trans>Make a link</Trans>
          </Button>
        </form>
      ) : (
        // What was pressed is gone; whoever listens hears of the link.
        <div ref={focusOn} tabIndex={-1} className={styles.drawer}>
          <p>
            <Trans>Whoever has this link sees the comparison as it is now. It is shown this once.</Trans>
          </p>
          <Copyable text={link}>
            <code>{link}</code>
          </Copyable>
        </div>
      )}
      <Shares />
    </Drawer>
  );
}

/** The links that are open, each to be withdrawn. */
function Shares() {
  const { t } = useLingui();
  const client = useQueryClient();
  const list = useRef<HTMLElement>(null);
  const shares = usePages(KEY, (next, signal) =>
    answer(api.GET('/v1/catalog/comparisons', { params: { query: { limit: 20, next } }, signal })),
  );
  const withdraw = useMutation({
    mutationFn: (share_id: string) =>
      answer(api.DELETE('/v1/catalog/comparisons/{share_id}', { params: { path: { share_id } } })),
    onSuccess: () => {
      list.current?.focus(); // the button that was pressed goes with the link
      void client.invalidateQueries({ queryKey: KEY });
      tell(t`The link opens nothing any more.`);
    },
  });
  return (
    <section ref={list} tabIndex={-1} className={styles.drawer}>
      <h3>
        <Trans>Open links</Trans>
      </h3>
      <Shown
        query={shares}
        skeleton={<Bones lines={2} />}
        isEmpty={(found) => found.length === 0}
        empty={
          <p className={styles.soft}>
            <Trans>None is open.</Trans>
          </p>
        }
      >
        {(found) => (
          <>
            <ul className={styles.list}>
              {found.map((each) => (
                <li key={each.share_id} className={styles.shared}>
                  <span>
                    {each.title}{' '}
                    <span className={styles.soft}>
                      <Trans>
                        ends <When at={each.expires_at} />
                      </Trans>
                    </span>
                  </span>
                  <Button
                    look="quiet"
                    icon="trash"
                    aria-label={t`Withdraw ${each.title}`}
                    isPending={withdraw.isPending && withdraw.variables === each.share_id}
                    onPress={() => withdraw.mutate(each.share_id)}
                  />
                </li>
              ))}
            </ul>
            <More of={shares} />
          </>
        )}
      </Shown>
      {withdraw.error !== null && <FailedLine problem={withdraw.error} />}
    </section>
  );
}
