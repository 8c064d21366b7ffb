// Sample pages of every kind and language in Chromium: by http and from file://, on a desktop and on a
// phone, light and dark. They load nothing from elsewhere, fit the screen, and axe-core finds nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { require } from '../packages.mjs';
import { launch, root, samples, serve } from './site.mjs';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pages = samples();
const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };
let browser, server;

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Calls VISIT(page, name) on each sample, loaded from BASE in a window of SETTINGS; checks what was loaded. */
async function visit(base, settings, each) {
  const context = await browser.newContext({ viewport: desktop, ...settings });
  const problems = [];
  const page = await context.newPage();
  let name;
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) problems.push(`${name}: asked for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // The icon is loaded after the page: our next visit may cut it short.
    const { errorText } = request.failure();
    if (errorText !== 'net::ERR_ABORTED') problems.push(`${name}: ${request.url()}: ${errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${name}: ${response.url()}: ${response.status()}`);
  });
  page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${name}: ${message.text()}`);
  });
  for (name of pages) {
    await page.goto(base + encodeURI(name), { waitUntil: 'load' });
    problems.push(...(await each(page)).map((problem) => `${name}: ${problem}`));
  }
  await context.close();
  assert.equal(problems.length, 0, `${problems.length} problems:\n${problems.slice(0, 20).join('\n')}`);
}

const byHttp = () => `${server.origin}/`;
const fromDisk = () => pathToFileURL(root + path.sep).href;

/** Violations of accessibility rules. Once CSS is loaded axe needs no more than the page. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  return found.violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes[0].html.slice(0, 200)} ${rule.nodes[0].failureSummary ?? ''}`);
}

const tooWide = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} pixels wide in a window of ${width}`] : [];
});

/** What every page has: a title, one h1, a main part, a skip link that works, and a style sheet that applies. */
const structure = (page) => page.evaluate(() => {
  const problems = [];
  const check = (holds, problem) => holds || problems.push(problem);
  check(document.title.trim(), 'no title');
  check(document.documentElement.lang, 'no lang');
  check(document.querySelectorAll('h1').length === 1, `${document.querySelectorAll('h1').length} h1`);
  check(document.querySelectorAll('main').length === 1, 'no main');
  const skip = document.querySelector('a[href^="#"]');
  check(skip && document.getElementById(skip.getAttribute('href').slice(1)), 'no skip link');
  check([...document.styleSheets].some((sheet) => sheet.ownerNode.sheet), 'no style sheet');
  check(getComputedStyle(document.documentElement).direction === (document.documentElement.dir || 'ltr'), 'wrong direction');
  return problems;
});

test('pages load over http, whole and from nowhere else', () => visit(byHttp(), {}, structure));
test('pages load from a disk, whole and from nowhere else', () => visit(fromDisk(), {}, structure));
test('pages need no script', () => visit(byHttp(), { javaScriptEnabled: false }, async (page) =>
  (await page.locator('h1').first().isVisible()) ? [] : ['no heading to see']));
test('pages fit a phone 320 pixels wide', () => visit(byHttp(), { viewport: phone }, tooWide));
test('pages fit a desktop', () => visit(byHttp(), {}, tooWide));

for (const [where, viewport] of Object.entries({ phone, desktop }))
  for (const colorScheme of ['light', 'dark'])
    test(`axe-core finds nothing: ${where}, ${colorScheme}`, () => visit(byHttp(), { viewport, colorScheme }, violations));
