// weights.mjs - how heavy the pages of a site are, by kind: median and maximum, as they are and compressed (gzip level 6) with
// their style sheet. usage: node tests/bench/weights.mjs [SITE]
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = process.argv[2] ?? 'public';
const kinds = new Map();
const sheets = new Map();
const weight = (file) => {
  const bytes = fs.readFileSync(file);
  return [bytes.length, gzipSync(bytes, { level: 6 }).length];
};

for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !entry.name.endsWith('.html')) continue;
  const html = fs.readFileSync(file, 'utf8');
  if (html.includes('http-equiv="refresh"')) continue;
  const [, section, ...rest] = path.relative(root, file).split(path.sep);
  const kind = rest.length ? `${section}${rest.at(-1) === 'index.html' ? ', index' : ''}` : section ?? 'root';
  const sheet = html.match(/<link rel="stylesheet" href="([^"]+)"/)?.[1];
  const style = sheet ? path.join(path.dirname(file), sheet) : null;
  if (style && !sheets.has(style)) sheets.set(style, weight(style));
  const [plain, compressed] = weight(file);
  kinds.set(kind, [...(kinds.get(kind) ?? []), [plain, compressed + (style ? sheets.get(style)[1] : 0)]]);
}

const kilobytes = (bytes) => (bytes / 1024).toFixed(1);
const row = (kind, pages) => {
  const column = (i) => pages.map((page) => page[i]).sort((a, b) => a - b);
  const [plain, compressed] = [column(0), column(1)];
  const middle = Math.floor(pages.length / 2);
  return `| ${kind} | ${pages.length} | ${kilobytes(plain[middle])} | ${kilobytes(plain.at(-1))} | ${kilobytes(compressed[middle])} | ${kilobytes(compressed.at(-1))} |`;
};
console.log('| kind | pages | median KiB | largest | compressed, with CSS: median | largest |\n| --- | --- | --- | --- | --- | --- |');
for (const [kind, pages] of [...kinds].sort((a, b) => (a[0] < b[0] ? -1 : 1))) console.log(row(kind, pages));
