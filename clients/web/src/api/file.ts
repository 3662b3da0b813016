import { Problem } from './problem';

/** A body may have 256 KiB, and base64 adds a third. */
export const LARGEST_BYTES = 190_000;

/** Gives a file to whoever looks at the page, under a name that every machine can keep. */
export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replace(/[^\p{L}\p{N} ._-]+/gu, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file as a request holds it. Throws a `Problem` (`too_large_here`) where it does not fit. */
export async function inBase64(file: File, tooLarge: string): Promise<string> {
  if (file.size > LARGEST_BYTES) throw new Problem(413, 'too_large_here', `${file.name} ${tooLarge}`, null, []);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
