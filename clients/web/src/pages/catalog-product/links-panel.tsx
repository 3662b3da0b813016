import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { answer, api } from '../../api/client';
import type { Problem } from '../../api/problem';
import { useMay } from '../../api/session';
import type { Decision, Schema } from '../../api/types';
import { Button } from '../../parts/button';
import { Mark, type Tone } from '../../parts/mark';
import { Panel } from '../../parts/panel';
import { Bones, FailedLine, Partial, Shown } from '../../parts/states';
import { tell } from '../../parts/told';
import { Why } from '../../parts/why';
import styles from './catalog-product.module.css';

type Other = Schema<'Link'>;
const keyOf = (product: string) => ['catalog-links', product];

/** The products that are or may be the same goods, for a person to say. Nothing is merged. */
export function LinksPanel({ product }: { product: string }) {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: keyOf(product),
    queryFn: ({ signal }) =>
      answer(api.GET('/v1/catalog/products/{product_id}/links', { params: { path: { product_id: product } }, signal })),
  });
  return (
    <Panel title={t`The same goods elsewhere`}>
      <Shown
        query={found}
        skeleton={<Bones lines={2} height="2.5rem" />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <p className={styles.soft}>
            <Trans>Nobody else seems to offer it.</Trans>
          </p>
        }
      >
        {({ items, degraded }) => (
          <>
            {degraded && (
              <Partial>
                <Trans>The search engine does not answer: what is alike by its text alone is missing.</Trans>
              </Partial>
            )}
            <ul className={styles.links}>
              {items.map((each) => (
                <Linked key={each.product_id} product={product} of={each} />
              ))}
            </ul>
          </>
        )}
      </Shown>
    </Panel>
  );
}

/** What is thought of another product; a person's word is said by a press, and taken back by the same. */
function Linked({ product, of: other }: { product: string; of: Other }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const maySay = useMay('manager');
  const path = { product_id: product, other_id: other.product_id };
  const say = useMutation<unknown, Problem, boolean | null>({
    mutationFn: (same) =>
      same === null
        ? answer(api.DELETE('/v1/catalog/products/{product_id}/links/{other_id}', { params: { path } }))
        : answer(api.PUT('/v1/catalog/products/{product_id}/links/{other_id}', { params: { path }, body: { same } })),
    onSuccess: (_, same) => {
      tell(same === null ? t`Taken back` : t`Saved`);
      void client.invalidateQueries({ queryKey: keyOf(other.product_id) });
      return client.invalidateQueries({ queryKey: keyOf(product) });
    },
  });
  const is = other.match.value;
  const [tone, word]: [Tone, string] =
    is === null ? ['warn', t`may be the same`] : is ? ['good', t`the same`] : ['unknown', t`not the same`];
  const isSaid = other.basis === 'person';
  const ways: [boolean, string][] = [
    [true, t`The same`],
    [false, t`Not the same`],
  ];
  return (
    <li>
      <span>
        <Link href={`/catalog/${other.product_id}`}>{other.title}</Link>{' '}
        <span className={styles.soft}>{other.supplier}</span>
      </span>
      <span className={styles.says}>
        <Mark tone={tone}>{word}</Mark>
        <Why title={t`Why ${other.title} is here`} of={other.match as Decision} shown={word} />
        {maySay &&
          ways.map(([same, name]) => {
            const isPressed = isSaid && is === same;
            return (
              <Button
                key={name}
                aria-label={`${name}: ${other.title}`}
                aria-pressed={isPressed}
                isPending={say.isPending}
                onPress={() => say.mutate(isPressed ? null : same)}
              >
                {name}
              </Button>
            );
          })}
      </span>
      {say.error !== null && <FailedLine problem={say.error} />}
    </li>
  );
}
