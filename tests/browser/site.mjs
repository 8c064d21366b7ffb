// site.mjs - the site under test, read from SITE (default: build/browser/site, which
// `make browser-test` builds), and a server for it.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { require } from '../packages.mjs';

export const root = path.resolve(process.env.SITE ?? 'build/browser/site');

/** All published files, sorted, as paths below the root with `/`. */
export const files = fs.readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
  .sort();

/** Does the page lead elsewhere by itself? */
export const isRedirect = (name) => fs.readFileSync(path.join(root, name), 'utf8').includes('<meta http-equiv="refresh"');

const text = (name) => fs.readFileSync(path.join(root, name), 'utf8');
const isPage = (name) => name.endsWith('.html') && !isRedirect(name);

/** Pages that lists of views lead to: each has a layout of its own, though they share folders with others. */
const views = files.filter((name) => /^[a-z]+\/([a-z-]+\/)?index\.html$/.test(name)).flatMap((name) =>
  [...text(name).matchAll(/<ul class="views">.*?<\/ul>/gs)].flatMap(([list]) =>
    [...list.matchAll(/href="([^"#?]+)/g)].map(([, href]) => path.posix.join(path.posix.dirname(name), href))));

/**
 * The largest page of each kind in each language, which has most of what its layout can show, and the first of the first
 * language as well: what is loaded in a browser. A kind is a folder (to a depth of two) and whether the page is its index.
 */
export function samples(first = 'en') {
  const kinds = new Map();
  for (const file of files.filter(isPage)) {
    const [lang, ...rest] = file.split('/');
    const name = rest.pop();
    const kind = [lang, ...rest.slice(0, 2), name === 'index.html' ? 'index' : 'page'].join('/');
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const size = (name) => fs.statSync(path.join(root, name)).size;
  const largest = (pages) => pages.reduce((best, name) => (size(name) > size(best) ? name : best));
  const chosen = [...kinds.values()].flatMap((pages) => (pages[0].startsWith(`${first}/`) ? [pages[0], largest(pages)] : [largest(pages)]));
  return [...new Set([...chosen, ...views])].sort();
}

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.xml': 'application/xml', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.txt': 'text/plain; charset=utf-8', '.pdf': 'application/pdf',
};

/** Serves the site: gives {origin, close}. Nothing but files that exist, by their exact names. COMPRESSED: as gzip. */
export async function serve({ compressed = false } = {}) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname).slice(1);
    const file = path.join(root, name);
    if (!file.startsWith(root + path.sep) || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = types[path.extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'Content-Type': type, ...(compressed && { 'Content-Encoding': 'gzip' }) });
    const bytes = fs.readFileSync(file);
    response.end(compressed ? gzipSync(bytes, { level: 1 }) : bytes);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

/** Debian's Chromium, silent on the network: it would otherwise ask for updates while we watch. */
export function launch() {
  return require('playwright-core').chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
  });
}
