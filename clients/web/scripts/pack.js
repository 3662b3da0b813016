// Lays each built file that is text packed beside the plain one, as .br and .gz, for the server of one machine.
// On AWS CloudFront packs by itself, so these stay here (docs/deploy.md).

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TEXT = /\.(css|html|js|svg|webmanifest)$/;
const SMALLEST = 1024; // below it the headers weigh more than what is saved
const dist = new URL('../dist/', import.meta.url);

for (const file of await readdir(dist, { recursive: true })) {
  if (!TEXT.test(file)) continue;
  const content = await readFile(new URL(file, dist));
  if (content.length < SMALLEST) continue;
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  await writeFile(new URL(`${file}.br`, dist), await promisify(brotliCompress)(content, brotli));
  await writeFile(new URL(`${file}.gz`, dist), await promisify(gzip)(content, { level: 9 }));
}
