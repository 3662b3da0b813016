import { expect, test } from 'vitest';
import { relative } from './format';

const catalogs = import.meta.glob<string>(['./catalog/*.po', '../pages/*/words/*.po'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const said = (po: string) =>
  [...po.matchAll(/^msgid (".*(?:\n".*)*)\nmsgstr (".*(?:\n".*)*)/gm)].slice(1).map(([, id, text]) => [id, text]);

test('everything that is said is said in French too', () => {
  const french = Object.entries(catalogs).filter(([path]) => path.endsWith('fr.po'));
  expect(french.length).toBeGreaterThan(1);
  const missing = french.flatMap(([path, po]) =>
    said(po)
      .filter(([, text]) => text === '""')
      .map(([id]) => `${path} ${id}`),
  );
  expect(missing).toEqual([]);
});

test('each language says the same things', () => {
  for (const [path, po] of Object.entries(catalogs)) {
    const other = catalogs[path.replace(/\w+\.po$/, path.endsWith('fr.po') ? 'en.po' : 'fr.po')] ?? '';
    expect(
      said(po)
        .map(([id]) => id)
        .sort(),
      path,
    ).toEqual(
      said(other)
        .map(([id]) => id)
        .sort(),
    );
  }
});

test('what a French sentence fills in is what the English one does', () => {
  const names = (text = '') => [...text.matchAll(/\{\w+(?=[},])|<\d+/g)].map(([whole]) => whole).sort();
  for (const [path, po] of Object.entries(catalogs)) {
    if (!path.endsWith('fr.po')) continue;
    for (const [id, text] of said(po)) expect([...new Set(names(text))], id).toEqual([...new Set(names(id))]);
  }
});

test('a time is told by its largest unit, and one of this minute as now', () => {
  const now = Date.UTC(2026, 2, 4, 12);
  const ago = (seconds: number) => relative(new Date(now - seconds * 1000), now);
  expect(ago(20)).toBe('just now');
  expect(ago(130)).toMatch(/2 min/);
  expect(ago(3 * 86_400)).toMatch(/3 days/);
  expect(ago(-7_200)).toMatch(/in 2 hr/);
});
