/** What a page is called where nobody named it: by its title, or by the end of its address. */
export function nameOf(thing: { label?: string | null; title?: string | null; url: string }): string {
  return thing.label ?? thing.title ?? endOf(thing.url);
}

function endOf(url: string): string {
  try {
    const { pathname, host } = new URL(url);
    const last = pathname.split('/').findLast((part) => part !== '');
    return last === undefined ? host : decodeURIComponent(last);
  } catch {
    return url;
  }
}
