const DROPPED =
  'script, style, link, meta, base, iframe, frame, object, embed, template, noscript, svg, img, picture, video, audio, source';
const KEPT = new Set(['class', 'id', 'itemprop', 'colspan', 'rowspan', 'lang', 'dir']);
const LONGEST = 2_000_000; // characters of a page that are shown

type Policy = { createHTML: (html: string) => string };
type Policies = { createPolicy: (name: string, rules: Policy) => Policy };

// The only place of the console where text becomes markup: the content security policy names it, and lets no other be.
const { trustedTypes } = globalThis as { trustedTypes?: Policies };
const savedPage = trustedTypes?.createPolicy('saved-page', { createHTML: (html) => html });
const allowed = (html: string) => savedPage?.createHTML(html) ?? html;

/** A page that only says what it says. It is shown in a frame that may do nothing; what it would have tried is taken
 * out besides, so that the browser need not refuse it. */
export function inert(html: string): string {
  // Styles go before it is parsed: a parser of this page holds to this page's policy, and reports each.
  const plain = html
    .slice(0, LONGEST)
    .replace(/<style[\s\S]*?<\/style\s*>/gi, '')
    .replace(/\sstyle\s*=/gi, ' title=');
  const page = new DOMParser().parseFromString(allowed(plain), 'text/html');
  for (const element of page.querySelectorAll(DROPPED)) element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
  }
  return allowed(`<!doctype html>${page.documentElement.outerHTML}`);
}
