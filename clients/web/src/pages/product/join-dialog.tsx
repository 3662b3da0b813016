import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Drawer } from '../../parts/drawer';
import { Field } from '../../parts/field';
import { Price } from '../../parts/price';
import { Bones, FailedLine, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { Why } from '../../parts/why';
import { percent } from '../../words/format';
import styles from './product.module.css';

/** Other pages of the same product: one that you give, or those that look like it among what you watch. */
export default function JoinDialog({ product, onClose }: { product: string; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [url, setUrl] = useState('');
  const path = { params: { path: { product_id: product } } };
  const matches = useQuery({
    queryKey: ['matches', product],
    queryFn: ({ signal }) => answer(api.GET('/v1/prices/products/{product_id}/matches', { ...path, signal })),
  });
  const refresh = () =>
    Promise.all(
      ['product', 'bars', 'matches', 'deal', 'coupons', 'watches'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
  const join = useMutation({
    mutationFn: (body: Schema<'JoinRequest'>) =>
      answer(api.POST('/v1/prices/products/{product_id}/listings', { ...path, body })),
    onSuccess: ({ joined }) => {
      tell(joined.length === 0 ? t`It belonged to the product before.` : t`It is compared from now on.`);
      setUrl('');
      void refresh();
    },
  });
  const reject = useMutation({
    mutationFn: (listing: string) =>
      answer(
        api.POST('/v1/prices/products/{product_id}/matches/{listing_id}/reject', {
          params: { path: { product_id: product, listing_id: listing } },
        }),
      ),
    onSuccess: refresh,
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    join.mutate({ url: url.trim() });
  }
  return (
    <Drawer title={t`Compare another shop`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={t`Its page of this product`}
          type="url"
          value={url}
          onChange={setUrl}
          problem={join.error?.about('url')}
          placeholder="https://"
        />
        <div>
          <Button type="submit" look="main" isDisabled={url.trim() === ''} isPending={join.isPending}>
            <Trans>Compare it</Trans>
          </Button>
        </div>
        {join.error && <FailedLine problem={join.error} />}
      </form>
      <section className={styles.form}>
        <h3>
          <Trans>What looks like it</Trans>
        </h3>
        <Shown
          query={matches}
          skeleton={<Bones lines={3} height="2rem" />}
          isEmpty={(found) => found.items.length === 0}
          empty={
            <p className={styles.soft}>
              <Trans>Nothing else that you watch looks like this product.</Trans>
            </p>
          }
        >
          {(found) => (
            <ul className={styles.told}>
              {found.items.map((each) => (
                <Candidate
                  key={each.listing_id}
                  of={each}
                  isBusy={join.isPending || reject.isPending}
                  onJoin={() => join.mutate({ listing_id: each.listing_id })}
                  onReject={() => reject.mutate(each.listing_id)}
                />
              ))}
            </ul>
          )}
        </Shown>
        {reject.error && <FailedLine problem={reject.error} />}
      </section>
    </Drawer>
  );
}

function Candidate({
  of: { match, url, host, title, price, currency },
  isBusy,
  onJoin,
  onReject,
}: {
  of: Schema<'Proposal'>;
  isBusy: boolean;
  onJoin: () => void;
  onReject: () => void;
}) {
  const { t } = useLingui();
  const sure = match.confidence === null ? t`Unknown` : percent(match.confidence);
  return (
    <li className={styles.candidate}>
      <div>
        <a href={url} target="_blank" rel="noreferrer" dir="auto">
          {title ?? url}
        </a>
        <div className={styles.soft}>
          {host} · <Price amount={price.value} currency={currency} /> · {t`the same with a probability of ${sure}`}
        </div>
      </div>
      <div className={styles.links}>
        <Button isDisabled={isBusy} onPress={onJoin}>
          <Trans>The same</Trans>
        </Button>
        <Button look="quiet" isDisabled={isBusy} onPress={onReject}>
          <Trans>Another</Trans>
        </Button>
        <Why title={t`Why it may be the same`} of={match} shown={sure} />
      </div>
    </li>
  );
}
