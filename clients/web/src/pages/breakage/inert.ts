const DROPPED =
  'script, style, link, meta, base, iframe, frame, object, embed, template, noscript, svg, img, picture, video, audio, source, form input[type="hidden"]';
const LONGEST = 2_000_000; // characters of a page that are shown

/** A page that only says what it says. It is shown in a frame that may do nothing; what it would have tried is taken
 * out besides, so that the browser need not refuse it. */
export function inert(html: string): string {
  // Styles go before it is parsed: a parser of this page holds to this page's policy, and reports each.
  const plain = html
    .slice(0, LONGEST)
    .replace(/<style[\s\S]*?<\/style\s*>/gi, '')
    .replace(/\sstyle\s*=/gi, ' title=');
  const page = new DOMParser().parseFromString(plain, 'text/html');
  for (const element of page.querySelectorAll(DROPPED)) element.remove();
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (!['class', 'id', 'itemprop', 'colspan', 'rowspan', 'lang', 'dir'].includes(name))
        element.removeAttribute(name);
    }
  }
  return `<!doctype html>${page.documentElement.outerHTML}`;
}
