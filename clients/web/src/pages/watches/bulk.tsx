import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useState } from 'react';
import type { ListedWatch } from '../../api/types';
import { Button } from '../../parts/button';
import { tell } from '../../parts/told';
import { type Outcome, useChanges } from './changes';
import styles from './watches.module.css';

const TagDialog = lazy(() => import('./tag-dialog'));

/** What can be done with the watches that are selected. Nothing asks "are you sure": each has a way back. */
export function Bulk({ chosen, onDone }: { chosen: readonly ListedWatch[]; onDone: () => void }) {
  const { t } = useLingui();
  const { change, hide, look } = useChanges();
  const [isTagging, setTagging] = useState(false);
  const active = chosen.filter((each) => !each.paused);
  const paused = chosen.filter((each) => each.paused);

  function report({ failed, problem }: Outcome): void {
    if (problem === null) return;
    const words = problem.message;
    tell(plural(failed, { one: `# watch stays as it was: ${words}`, other: `# watches stay as they were: ${words}` }), {
      kind: 'bad',
    });
  }

  async function pause(watches: readonly ListedWatch[], isPaused: boolean): Promise<void> {
    const count = watches.length;
    onDone();
    tell(
      isPaused
        ? plural(count, { one: '# watch paused', other: '# watches paused' })
        : plural(count, { one: '# watch goes on', other: '# watches go on' }),
      { undo: () => void change(watches, () => ({ paused: !isPaused })).then(report) },
    );
    report(await change(watches, () => ({ paused: isPaused })));
  }

  function stop(): void {
    const count = chosen.length;
    const hidden = hide(chosen);
    onDone();
    tell(plural(count, { one: '# watch stopped', other: '# watches stopped' }), {
      undo: hidden.restore,
      otherwise: () => void hidden.carryOut().then(report),
    });
  }

  async function lookNow(): Promise<void> {
    const outcome = await look(active);
    const count = active.length - outcome.failed;
    if (count > 0) tell(plural(count, { one: '# page is being looked at', other: '# pages are being looked at' }));
    report(outcome);
  }

  async function tag(add: readonly string[], remove: readonly string[]): Promise<void> {
    setTagging(false);
    onDone();
    const before = new Map(chosen.map((each) => [each.watch_id, each.tags]));
    const tags = (watch: ListedWatch) => [
      ...new Set([...(before.get(watch.watch_id) ?? []).filter((each) => !remove.includes(each)), ...add]),
    ];
    tell(t`Tags changed`, {
      undo: () => void change(chosen, (watch) => ({ tags: before.get(watch.watch_id) ?? [] })).then(report),
    });
    report(await change(chosen, (watch) => ({ tags: tags(watch) })));
  }

  return (
    <div className={styles.bulk} role="toolbar" aria-label={t`What to do with the selected watches`}>
      <strong>
        <Plural value={chosen.length} one="# selected" other="# selected" />
      </strong>
      {active.length > 0 && (
        <Button look="quiet" icon="pause" onPress={() => void pause(active, true)}>
          <Trans>Pause</Trans>
        </Button>
      )}
      {paused.length > 0 && (
        <Button look="quiet" icon="play" onPress={() => void pause(paused, false)}>
          <Trans>Go on</Trans>
        </Button>
      )}
      <Button look="quiet" icon="tag" onPress={() => setTagging(true)}>
        <Trans>Tags</Trans>
      </Button>
      {active.length > 0 && (
        <Button look="quiet" icon="refresh" onPress={() => void lookNow()}>
          <Trans>Look now</Trans>
        </Button>
      )}
      <Button look="quiet" icon="trash" onPress={stop}>
        <Trans>Stop watching</Trans>
      </Button>
      <Button look="quiet" icon="close" aria-label={t`Select none`} onPress={onDone} />
      {isTagging && (
        <Suspense>
          <TagDialog watches={chosen} onClose={() => setTagging(false)} onTag={tag} />
        </Suspense>
      )}
    </div>
  );
}
