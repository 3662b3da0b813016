import { useLingui } from '@lingui/react/macro';
import { useParams } from 'wouter';
import { useMay } from '../../api/session';
import { ImportPage } from '../../parts/imports/file';
import { Past } from '../../parts/imports/past';
import { PageHead } from '../../parts/page-head';
import { Panel } from '../../parts/panel';
import { BringInWatches } from './bring-in';
import { ExportPanel } from './export';
import { type Import, useTransfers } from './kind';
import styles from './transfers.module.css';

/** Files of watches, or the one that the address names. */
export default function TransfersPage() {
  const { id } = useParams();
  const kind = useTransfers();
  return id === undefined ? (
    <Transfers />
  ) : (
    <ImportPage key={id} id={id} kind={kind} below={(kept) => <Lost of={kept} />} />
  );
}

/** Files of watches: in from other tools, and out. */
function Transfers() {
  const { t } = useLingui();
  const mayImport = useMay('manager');
  return (
    <>
      <PageHead title={t`Import and export`} under={t`Watches from files of other tools, and yours as a file`} />
      {mayImport && <BringInWatches />}
      <ExportPanel />
      <Past kind={useTransfers()} />
    </>
  );
}

function Lost({ of: { unmapped } }: { of: Import }) {
  const { t } = useLingui();
  if (unmapped.length === 0) return null;
  return (
    <Panel title={t`What a watch cannot hold`}>
      <ul className={styles.list}>
        {unmapped.map((each) => (
          <li key={each.field + each.value}>
            <code>{each.field}</code> {each.value} <span className={styles.soft}>{each.why}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
