import { i18n, type Messages } from '@lingui/core';

export const LANGUAGES = { en: 'English', fr: 'Français' } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = 'tradewind.language';
type Catalog = () => Promise<{ messages: Messages }>;
const shared = import.meta.glob<{ messages: Messages }>('./catalog/*.po');
const byPage = import.meta.glob<{ messages: Messages }>('../pages/*/words/*.po');
const loadedPages = new Set<string>();

/** The language that was chosen here, or the first of the browser's that there is. */
export function wantedLanguage(): Language {
  const wanted = [localStorage.getItem(KEPT), ...navigator.languages].map((each) => each?.slice(0, 2));
  return (wanted.find((each) => each !== undefined && each in LANGUAGES) ?? 'en') as Language;
}

/** Dates, numbers and money are written as this locale does: the browser's own variant of the language, if it has one. */
export function localeOf(language: string): string {
  const own = navigator.languages.find((each) => each.startsWith(`${language}-`));
  return own ?? (language === 'fr' ? 'fr-FR' : 'en-GB');
}

export async function speak(language: Language): Promise<void> {
  const pages = [...loadedPages].map((page) => byPage[`../pages/${page}/words/${language}.po`]);
  const found = await Promise.all([shared[`./catalog/${language}.po`], ...pages].map((load) => load?.()));
  i18n.loadAndActivate({
    locale: language,
    locales: localeOf(language),
    messages: Object.assign({}, ...found.map((each) => each?.messages ?? {})) as Messages,
  });
  document.documentElement.lang = language;
}

export function choose(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  return speak(language);
}

/** The words of a page, which come with it. */
export async function loadWordsOf(page: string): Promise<void> {
  loadedPages.add(page);
  const load: Catalog | undefined = byPage[`../pages/${page}/words/${i18n.locale}.po`];
  const found = await load?.();
  if (found !== undefined) i18n.load(i18n.locale, found.messages);
}
