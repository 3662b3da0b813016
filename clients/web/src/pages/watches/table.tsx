import { useLingui } from '@lingui/react/macro';
import { Checkbox } from 'react-aria-components/Checkbox';
import {
  Cell,
  Column,
  Row,
  type Selection,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
} from 'react-aria-components/Table';
import { nameOf } from '../../api/names';
import type { ListedWatch, Schema } from '../../api/types';
import { Icon } from '../../parts/icon';
import { Change, Price, useStockWords } from '../../parts/price';
import { SparkLine } from '../../parts/sparkline';
import { VerdictMark } from '../../parts/verdict';
import { When } from '../../parts/when';
import type { Order, Column as Sorted } from './order';
import type { Going } from './queries';
import styles from './watches.module.css';

/** The watches, one row each. With the keyboard: arrows go, Space selects, Enter opens, letters find. */
export function WatchTable({
  watches,
  going,
  deals,
  order,
  onOrder,
  selected,
  onSelect,
}: {
  watches: readonly ListedWatch[];
  going: Readonly<Record<string, Going>>;
  deals: ReadonlyMap<string, Schema<'ListedDeal'>>;
  order: Order;
  onOrder: (order: Order) => void;
  selected: Selection;
  onSelect: ((selected: Selection) => void) | undefined;
}) {
  const { t } = useLingui();
  return (
    <Table
      aria-label={t`Watches`}
      className={styles.table ?? ''}
      selectionMode={onSelect ? 'multiple' : 'none'}
      selectedKeys={selected}
      {...(onSelect ? { onSelectionChange: onSelect } : {})}
      sortDescriptor={order as SortDescriptor}
      onSortChange={({ column, direction }) => onOrder({ column: column as Sorted, direction })}
    >
      <TableHeader className={styles.header ?? ''}>
        {onSelect && (
          <Column className={styles.select ?? ''} id="select">
            <Tick />
          </Column>
        )}
        <Head id="name" order={order} isRowHeader>
          {t`Product`}
        </Head>
        <Column className={styles.verdict ?? ''} id="verdict">
          {t`Verdict`}
        </Column>
        <Column className={styles.spark ?? ''} id="spark">
          {t`30 days`}
        </Column>
        <Head id="change" order={order}>
          {t`Change`}
        </Head>
        <Head id="price" order={order}>
          {t`Price`}
        </Head>
        <Column className={styles.host ?? ''} id="host">
          {t`Shop`}
        </Column>
        <Head id="checked" order={order}>
          {t`Looked at`}
        </Head>
      </TableHeader>
      <TableBody className={styles.body ?? ''}>
        {watches.map((watch) => (
          <WatchRow
            key={watch.watch_id}
            watch={watch}
            going={going[watch.watch_id]}
            deal={deals.get(watch.product_id)}
            hasTick={onSelect !== undefined}
          />
        ))}
      </TableBody>
    </Table>
  );
}

function Head({ id, order, ...rest }: { id: Sorted; order: Order; isRowHeader?: boolean; children: string }) {
  return (
    <Column id={id} allowsSorting className={`${styles.sortable} ${styles[id]}`} {...rest}>
      <span className={styles.head}>
        {rest.children}
        {order.column === id && <Icon sign={order.direction === 'ascending' ? 'up' : 'down'} size={14} />}
      </span>
    </Column>
  );
}

function WatchRow({
  watch,
  going,
  deal,
  hasTick,
}: {
  watch: ListedWatch;
  going: Going | undefined;
  deal: Schema<'ListedDeal'> | undefined;
  hasTick: boolean;
}) {
  const { t } = useLingui();
  const stock = useStockWords();
  const name = nameOf(watch);
  const isGone = !['in_stock', 'limited', 'unknown'].includes(watch.availability);
  return (
    <Row id={watch.watch_id} href={`/products/${watch.product_id}`} className={styles.row ?? ''} textValue={name}>
      {hasTick && (
        <Cell className={styles.select ?? ''}>
          <Tick />
        </Cell>
      )}
      <Cell className={styles.name ?? ''} textValue={name}>
        <span className={styles.names}>
          <span className={styles.title} title={name} dir="auto">
            {name}
          </span>
          {watch.paused && (
            <span className={`${styles.tag} ${styles.state}`}>
              <Icon sign="pause" size={12} />
              {t`paused`}
            </span>
          )}
          {isGone && <span className={`${styles.tag} ${styles.state}`}>{stock[watch.availability]}</span>}
          {watch.tags.map((tag) => (
            <span key={tag} className={styles.tag}>
              {tag}
            </span>
          ))}
        </span>
      </Cell>
      <Cell className={styles.verdict ?? ''}>{deal && <VerdictMark verdict={deal.verdict} />}</Cell>
      <Cell className={styles.spark ?? ''}>{going && <SparkLine closes={going.closes} />}</Cell>
      <Cell className={styles.change ?? ''}>
        <Change share={going?.change} />
      </Cell>
      <Cell className={styles.price ?? ''}>
        <Price amount={watch.price.value} currency={watch.price_currency} />
        {watch.price.degraded && (
          <span className={styles.old} title={t`The last look at the page could not confirm it`}>
            <Icon sign="warn" size={14} />
            <span className="seen-by-readers-only">{t`The last look at the page could not confirm it`}</span>
          </span>
        )}
      </Cell>
      <Cell className={styles.host ?? ''}>
        <span title={watch.host}>{watch.host.replace(/^www\./, '')}</span>
      </Cell>
      <Cell className={styles.checked ?? ''}>{watch.checked_at ? <When at={watch.checked_at} /> : t`not yet`}</Cell>
    </Row>
  );
}

function Tick() {
  return (
    <Checkbox slot="selection" className={styles.tick ?? ''}>
      {({ isSelected, isIndeterminate }) => (
        <span className={styles.box}>
          {isIndeterminate ? <Icon sign="equal" size={14} /> : isSelected && <Icon sign="check" size={14} />}
        </span>
      )}
    </Checkbox>
  );
}
