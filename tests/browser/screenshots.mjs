// screenshots.mjs - takes the pictures of docs/images from the site under test: `make screenshots`.
import path from 'node:path';
import { launch, serve } from './site.mjs';

const phone = { viewport: { width: 360, height: 720 } };
const desktop = { viewport: { width: 1000, height: 640 } };
const dark = { ...desktop, colorScheme: 'dark' };

const pictures = {
  'home-en': ['en/index.html', desktop],
  'home-ar-phone': ['ar/index.html', phone],
  'home-zh-phone': ['zh/index.html', phone],
  'message-en-phone': ['en/notes/2020-online-norms-01.html', phone],
  'outcomes-fr-dark': ['fr/outcomes/2023.html', dark],
  'map-ar': ['ar/initiatives/map.html', desktop],
};

const server = await serve();
const browser = await launch();
for (const [name, [page, settings]] of Object.entries(pictures)) {
  const context = await browser.newContext(settings);
  const window = await context.newPage();
  const response = await window.goto(`${server.origin}/${page}`);
  if (!response.ok()) throw new Error(`${page}: ${response.status()}`);
  await window.screenshot({ path: path.join('docs/images', `${name}.jpg`), type: 'jpeg', quality: 45 });
  await context.close();
}
await browser.close();
server.close();
