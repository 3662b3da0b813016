import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Schema } from '../api/types';
import { Button } from './button';
import { Mark } from './mark';
import { Price } from './price';
import styles from './proposal.module.css';
import { Why } from './why';

/** A selector, and what it finds on the pages that it was tried on. */
export function Proposal({
  of: { selector, override, tried },
  isFirst,
  isPending,
  onTake,
}: {
  of: Schema<'ProposedSelector'>;
  isFirst: boolean;
  isPending: boolean;
  onTake?: () => void;
}) {
  const { t } = useLingui();
  const agreeing = tried.filter((each) => each.agrees).length;
  const against = tried.filter((each) => each.agrees === false || each.objection !== null).length;
  return (
    <article className={styles.proposal}>
      <header>
        <code className={styles.selector}>{override.price}</code>
        <Why title={t`Why this selector`} of={selector} shown={<code>{selector.value ?? override.price}</code>} />
        {onTake && (
          <Button look={isFirst ? 'main' : 'plain'} isDisabled={isPending} onPress={onTake}>
            <Trans>Read it here</Trans>
          </Button>
        )}
      </header>
      <details>
        <summary>
          <Plural value={tried.length} one="Tried on # page" other="Tried on # pages" />
          {agreeing > 0 && (
            <Mark tone="good">
              <Plural value={agreeing} one="# agrees" other="# agree" />
            </Mark>
          )}
          {against > 0 && (
            <Mark tone="bad">
              <Plural value={against} one="# does not" other="# do not" />
            </Mark>
          )}
        </summary>
        <ul className={styles.tried}>
          {tried.map((each) => (
            <li key={`${each.listing_id} ${each.url}`}>
              <span className={styles.where}>{each.url}</span>
              <span>
                {each.price === null ? (
                  (each.text ?? t`nothing`)
                ) : (
                  <Price amount={each.price} currency={each.currency} />
                )}
                {each.known_price !== null && each.agrees === false && (
                  <>
                    {' '}
                    <Trans>
                      and not <Price amount={each.known_price} currency={each.currency} />
                    </Trans>
                  </>
                )}
                {each.objection !== null && <span lang="en"> ({each.objection})</span>}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}
