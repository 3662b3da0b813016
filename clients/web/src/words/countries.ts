/** Codes that a browser names and goods are not sent to: unions, the unknown, parts that have their own beside their
 * country's, and codes for tests. */
const NO_COUNTRY = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);
const LETTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const known = new Map<string, readonly { value: string; label: string }[]>();

/** The countries by their two letters and as people call them, in the order of their names in that language.
 *
 * A browser has no list of them: those of all pairs of letters that it has a name for, less the codes that another has
 * taken the place of.
 */
export function countries(language: string): readonly { value: string; label: string }[] {
  let found = known.get(language);
  if (found === undefined) {
    const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    found = LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
      .filter((code) => !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code)
      .flatMap((value) => {
        const label = names.of(value);
        return label === undefined ? [] : [{ value, label }];
      })
      .sort((a, b) => a.label.localeCompare(b.label, language));
    known.set(language, found);
  }
  return found;
}
