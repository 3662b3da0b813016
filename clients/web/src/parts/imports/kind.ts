import type { ReactNode } from 'react';
import type { Schema } from '../../api/types';
import type { Column as MappedColumn, Mapping } from '../columns';
import type { Column } from '../table';

export type State = Schema<'ImportState'> | Schema<'CatalogImportState'>;
export type RowState = Schema<'RowState'> | Schema<'CatalogRowState'>;

/** A file that came in, as far as files of every kind are alike. */
export type Import<Field extends string = string> = {
  import_id: string;
  file_name: string | null;
  state: State;
  reason: string | null;
  rows: number | null;
  rows_done: number;
  counts: Partial<Record<RowState, number>>;
  columns: MappedColumn<Field>[];
  created_at: string;
};
export type Row = { place: string; state: RowState; reason: string | null };
export type Content = { file_name: string; dry_run: true; content: string };
type Page<Item> = { items: Item[]; next: string | null };

/** What files of one kind hold, where the API takes them, and how they are spoken of. */
export type Kind<Kept extends Import<Field>, Line extends Row, Field extends string> = {
  /** Of their pages: the list is there, a file one below it. */
  path: string;
  /** Their place among what was asked for. */
  key: string;
  /** What a column may hold, in the order in which people look for it. */
  fields: readonly Field[];
  /** What else is another once a file is in, or taken back. */
  touches: readonly string[];
  /** How many things were loaded, or would be. */
  taken: (kept: Kept) => number;
  /** Whether more is to come of it, beside what every file's state says. */
  isUnderWay?: (kept: Kept) => boolean;
  one: (id: string, signal: AbortSignal) => Promise<Kept>;
  list: (next: string | null, signal: AbortSignal) => Promise<Page<Kept>>;
  rows: (id: string, state: Line['state'] | null, next: string | null, signal: AbortSignal) => Promise<Page<Line>>;
  confirm: (id: string, mapping: Mapping<Field> | null) => Promise<Kept>;
  undo: (id: string) => Promise<Kept>;
  send: (content: Content, key: string) => Promise<{ import_id: string }>;
  /** The columns that its tables have beside those of every kind. */
  about: readonly Column<Kept>[];
  thing: Column<Line>;
  left: (row: Line) => readonly string[];
  words: {
    all: string;
    none: string;
    file: (kept: Kept) => string;
    nothing: string;
    load: (count: number) => ReactNode;
    loadAgain: string;
    loading: string;
    takeBack: string;
    takingBack: string;
  };
};
