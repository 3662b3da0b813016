import type { ReactNode } from 'react';
import styles from './table.module.css';

export type Column<Row> = { name: string; cell: (row: Row) => ReactNode; isNumber?: boolean };

/** Rows of the same kind. On a phone each row stands as a block, each cell with the name of its column. */
export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.name} scope="col" className={column.isNumber ? styles.number : undefined}>
              {column.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column, at) => (
              <td key={column.name} className={column.isNumber ? styles.number : undefined}>
                {at > 0 && (
                  <span className={styles.name} aria-hidden="true">
                    {column.name}
                  </span>
                )}
                <span>{column.cell(row)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
