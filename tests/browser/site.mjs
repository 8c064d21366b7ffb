// site.mjs - the site under test, read from SITE (default: build/browser/site, which
// `make browser-test` builds), and a server for it.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { require } from '../packages.mjs';

export const root = path.resolve(process.env.SITE ?? 'build/browser/site');

/** All published files, sorted, as paths below the root with `/`. */
export const files = fs.readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
  .sort();

/** Does the page lead elsewhere by itself? */
export const isRedirect = (name) => fs.readFileSync(path.join(root, name), 'utf8').includes('<meta http-equiv="refresh"');

/**
 * The largest page of each kind in each language, which has most of what its layout can show, and the first of the first
 * language as well: what is loaded in a browser. A kind is the shape of its path.
 */
export function samples(first = 'en') {
  const kinds = new Map();
  for (const file of files.filter((name) => name.endsWith('.html') && !isRedirect(name))) {
    const [lang, ...rest] = file.split('/');
    const name = rest.pop();
    const kind = [lang, ...rest, name === 'index.html' ? 'index' : 'page'].join('/');
    kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  const size = (name) => fs.statSync(path.join(root, name)).size;
  const largest = (pages) => pages.reduce((best, name) => (size(name) > size(best) ? name : best));
  return [...new Set([...kinds.values()].flatMap((pages) => (pages[0].startsWith(`${first}/`) ? [pages[0], largest(pages)] : [largest(pages)])))].sort();
}

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.xml': 'application/xml', '.json': 'application/json',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.txt': 'text/plain; charset=utf-8', '.pdf': 'application/pdf',
};

/** Serves the site: gives {origin, close}. Nothing but files that exist, by their exact names. */
export async function serve() {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname).slice(1);
    const file = path.join(root, name);
    if (!file.startsWith(root + path.sep) || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[path.extname(name)] ?? 'application/octet-stream' });
    fs.createReadStream(file).pipe(response);
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
