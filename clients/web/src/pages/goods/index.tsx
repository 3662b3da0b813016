import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useParams } from 'wouter';
import { LARGEST_BYTES } from '../../api/file';
import { useMay } from '../../api/session';
import { Field } from '../../parts/field';
import { BringIn } from '../../parts/imports/bring-in';
import { ImportPage } from '../../parts/imports/file';
import { Past } from '../../parts/imports/past';
import { PageHead } from '../../parts/page-head';
import { number } from '../../words/format';
import styles from './goods.module.css';
import { anotherOf, type Import, useGoods } from './kind';

/** Files of goods, or the one that the address names. */
export default function GoodsPage() {
  const { id } = useParams();
  const kind = useGoods();
  return id === undefined ? (
    <Goods />
  ) : (
    <ImportPage key={id} id={id} kind={kind} standing={(kept) => <Findable of={kept} />} />
  );
}

function Goods() {
  const { t } = useLingui();
  const mayImport = useMay('manager');
  return (
    <>
      <PageHead title={t`Bring in goods`} under={t`Price lists and catalogues of suppliers`} />
      {mayImport && <PriceList />}
      <Past kind={useGoods()} />
    </>
  );
}

/** How many of what was loaded the search knows. */
function Findable({ of: kept }: { of: Import }) {
  const another = anotherOf(kept);
  if (kept.state !== 'done' || another === 0) return null;
  return (
    <p className={styles.soft}>
      {kept.rows_indexed < another ? (
        <Trans>
          {number(kept.rows_indexed)} of {number(another)} can be found by now
        </Trans>
      ) : (
        <Trans>All of them can be found.</Trans>
      )}
    </p>
  );
}

function PriceList() {
  const { t } = useLingui();
  const [said, say] = useState({ supplier: '', currency: '' });
  const kind = useGoods({ supplier: said.supplier.trim() || null, currency: said.currency.trim() || null });
  const most = number(LARGEST_BYTES / 1000, 0);
  return (
    <BringIn
      kind={kind}
      title={t`A price list`}
      name={t`File of goods`}
      accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json,.xlsx"
      before={(problem) => (
        <div className={styles.said}>
          <Field
            label={t`Supplier`}
            hint={t`Of rows that name none`}
            value={said.supplier}
            onChange={(supplier) => say({ ...said, supplier })}
            problem={problem?.about('defaults.supplier')}
          />
          <Field
            label={t`Currency`}
            hint={t`Of prices that name none, as USD`}
            maxLength={3}
            value={said.currency}
            onChange={(currency) => say({ ...said, currency: currency.toUpperCase() })}
            problem={problem?.about('defaults.currency')}
          />
        </div>
      )}
      elsewhere={
        <Trans>
          Bring it in with <code>tradewind import-goods FILE</code>, which takes up to two million rows.
        </Trans>
      }
    >
      <Trans>
        CSV, JSON lines or XLSX, up to {most} kB here. It is only read at first: you see what each row becomes before
        anything is stored.
      </Trans>
    </BringIn>
  );
}
