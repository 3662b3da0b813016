import { Trans, useLingui } from '@lingui/react/macro';
import { Button, LinkButton } from './button';
import styles from './goods.module.css';
import { tray, useTray } from './tray';

/** What was put aside to be compared, at the foot of the page. */
export function TrayBar() {
  const { t } = useLingui();
  const picked = useTray();
  if (picked.length === 0) return null;
  const ids = picked.map((each) => each.id).join(',');
  return (
    <section className={styles.tray} aria-label={t`To be compared`}>
      <ul>
        {picked.map((each) => (
          <li key={each.id}>
            <span>{each.title}</span>
            <Button look="quiet" icon="close" aria-label={t`Without ${each.title}`} onPress={() => tray.toggle(each)} />
          </li>
        ))}
      </ul>
      {picked.length < 2 ? (
        <span className={styles.soft}>
          <Trans>One more to compare</Trans>
        </span>
      ) : (
        <LinkButton to={`/compare?of=${ids}`} look="main">
          <Trans>Compare {picked.length}</Trans>
        </LinkButton>
      )}
      <Button look="quiet" onPress={tray.clear}>
        <Trans>Clear</Trans>
      </Button>
    </section>
  );
}
