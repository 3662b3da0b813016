import { Plural, useLingui } from '@lingui/react/macro';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import type { Kind } from '../../parts/imports/kind';
import { useFormNames } from './names';

export type Import = Schema<'Import'>;
type Row = Schema<'ImportedRow'>;
type Field = NonNullable<Schema<'Column'>['field']>;

/** Files of watches. */
export function useTransfers(): Kind<Import, Row, Field> {
  const { t } = useLingui();
  const forms = useFormNames();
  return {
    path: '/transfers',
    key: 'imports',
    fields: FIELDS,
    touches: TOUCHES,
    taken: ({ state, counts }) => (state === 'proposed' ? counts.ready : counts.added),
    one: (import_id, signal) =>
      answer(api.GET('/v1/prices/imports/{import_id}', { params: { path: { import_id } }, signal })),
    list: (next, signal) => answer(api.GET('/v1/prices/imports', { params: { query: { limit: 20, next } }, signal })),
    rows: (import_id, state, next, signal) =>
      answer(
        api.GET('/v1/prices/imports/{import_id}/rows', {
          params: { path: { import_id }, query: { limit: 50, next, state } },
          signal,
        }),
      ),
    confirm: (import_id, mapping) =>
      answer(
        api.POST('/v1/prices/imports/{import_id}/confirm', { params: { path: { import_id } }, body: { mapping } }),
      ),
    undo: (import_id) =>
      answer(
        api.POST('/v1/prices/imports/{import_id}/undo', { params: { path: { import_id } }, body: { force: false } }),
      ),
    send: (content, key) =>
      answer(api.POST('/v1/prices/imports', { params: { header: { 'idempotency-key': key } }, body: content })),
    about: [{ name: t`Form`, cell: (row) => (row.form === null ? t`unknown` : forms[row.form]) }],
    thing: { name: t`Page`, cell: (row) => row.label ?? row.url ?? row.place },
    left: (row) => row.unmapped.map((each) => each.field),
    words: {
      all: t`All imports`,
      none: t`No file was brought in yet.`,
      file: ({ form }) => (form === null ? t`A file` : forms[form]),
      nothing: t`nothing of a watch`,
      load: (count) => <Plural value={count} one="Add # watch" other="Add # watches" />,
      loadAgain: t`Read again, and add`,
      loading: t`The watches are being added.`,
      takeBack: t`Take back what was added`,
      takingBack: t`What was added is being taken back.`,
    },
  };
}

const TOUCHES = ['watches'] as const;
const FIELDS: readonly Field[] = [
  'url', 'label', 'tags', 'target_price', 'drop_percent', 'rise_percent', 'currency', 'variant', 'back_in_stock',
  'all_time_low', 'any_change', 'every_minutes', 'fastest_minutes', 'days', 'from_hour', 'until_hour', 'time_zone',
  'price_selector', 'availability_selector', 'title_selector', 'paused', 'asin', 'marketplace',
]; // biome-ignore format: a list of words
