// The site as people go through it who use a keyboard alone, no scripts, no pictures, no style sheet, a page magnified four
// times, or a slow line.
import assert from 'node:assert/strict';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { files, launch, root, samples, serve } from './site.mjs';
import { none, tooWide, visit } from './visit.mjs';

const languages = files.filter((name) => /^[a-z]+\/index\.html$/.test(name)).map((name) => name.split('/')[0]);
const names = samples();
const first = (pattern) => files.find((name) => pattern.test(name));
let browser, server;

before(async () => {
  server = await serve({ compressed: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function open(name, settings = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...settings });
  const page = await context.newPage();
  await page.goto(`${server.origin}/${name}`);
  return page;
}

/** What has the focus: where it is on the page, and what is wrong with how it is seen. Null: nothing has. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const boxes = [...element.getClientRects()];
  const inside = boxes.filter((box) => box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight);
  const problems = [];
  if (!(style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)) problems.push('has no outline');
  if (!inside.length) problems.push('is outside of the window');
  const seen = inside.some((box) => {
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const top = document.elementFromPoint(x, y);
    return top && (element.contains(top) || top.contains(element));
  });
  if (inside.length && !seen) problems.push('is covered');
  const area = ['.skip', '.switcher', '.menu', '.search', '.site-title', '.breadcrumbs', 'main', '.site-footer'].find((selector) => element.closest(selector));
  return { area, href: element.href ?? '', what: `${element.tagName} ${(element.textContent || element.name || '').trim().slice(0, 40)}`, problems };
});

/** Tabs until WANTED(stop) holds, and gives all stops on the way. */
async function tabTo(page, wanted, most = 400) {
  const stops = [];
  while (stops.length < most) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (!stop) break;
    stops.push(stop);
    if (wanted(stop)) return stops;
  }
  assert.fail(`not reached by keyboard; last: ${JSON.stringify(stops.at(-1))}`);
}

const follow = async (page) => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
const isFile = (pattern) => (stop) => pattern.test(new URL(stop.href || 'x:/').pathname);

for (const lang of languages)
  test(`by keyboard: from the top of ${lang}/index.html to what it is about, always seeing where one is`, async () => {
    const page = await open(`${lang}/index.html`, { viewport: { width: lang === 'ar' ? 320 : 1280, height: 640 } });
    const stops = await tabTo(page, (stop) => stop.area === 'main');
    const areas = stops.map((stop) => stop.area).filter((area, i, all) => area !== all[i - 1]);

    assert.deepEqual(areas, ['.skip', '.site-title', '.switcher', '.menu', '.search', 'main']);
    none(stops.flatMap((stop) => stop.problems.map((problem) => `${stop.what} ${problem}`)));
    await page.context().close();
  });

test('by keyboard: the skip link leads past the menus', async () => {
  const page = await open('en/messages/index.html');

  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).area, '.skip');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).area, 'main');
  await page.context().close();
});

test('by keyboard: from home to a message, and to the same in another language', async () => {
  const page = await open('en/index.html');

  await tabTo(page, isFile(/\/en\/messages\/index\.html$/));
  await follow(page);
  await tabTo(page, isFile(/\/en\/messages\/(?!index)[^/]+\.html$/));
  await follow(page);
  const message = new URL(page.url()).pathname;
  await tabTo(page, isFile(/\/fr\/messages\//));
  await follow(page);
  assert.equal(new URL(page.url()).pathname, message.replace('/en/', '/fr/'));
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  await page.context().close();
});

test('by keyboard: every stop of whole pages can be seen', async () => {
  const whole = ['en/index.html', first(/^ar\/messages\/(?!index)/), first(/^zh\/best-practices\/(?!index)/), 'fr/mag/index.html'];
  const problems = await visit(browser, { base: `${server.origin}/`, names: whole, settings: { viewport: { width: 320, height: 480 } } }, async (page) => {
    const stops = await tabTo(page, (stop) => stop.area === '.site-footer');
    return stops.flatMap((stop) => stop.problems.map((problem) => `${stop.what} ${problem}`));
  });
  none(problems);
});

test('by keyboard: what is typed into the search box is looked for', async () => {
  const page = await open('fr/index.html');

  await tabTo(page, (stop) => stop.area === '.search');
  await page.keyboard.type('sécurité');
  await follow(page);
  assert.equal(new URL(page.url()).pathname, '/fr/search.html');
  assert.equal(await page.inputValue('#find'), 'sécurité');
  await page.waitForSelector('#entries li:visible');
  assert.ok(await page.locator('#entries li:visible').count() > 0);
  assert.ok(await page.locator('#entries li:visible').count() < await page.locator('#entries li').count());
  await page.context().close();
});

test('from a disk: what is looked for is found in all parts of the index, in their order, and leads to its page', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();

  await page.goto(`${pathToFileURL(path.join(root, 'ar/search.html')).href}?q=${encodeURIComponent('الامن')}`);
  await page.waitForSelector('#entries li:visible');
  assert.match(await page.textContent('.find output'), /^\p{Nd}+ \/ \p{Nd}+$/u);
  const found = page.locator('#entries li:visible a');
  await Promise.all([page.waitForNavigation(), found.first().click()]);
  assert.ok(await page.locator('h1').isVisible());
  await page.goto(pathToFileURL(path.join(root, 'en/search.html')).href);
  assert.equal(await page.locator('#entries li').count(), 0);
  assert.equal(page.frames().length, 1);
  await page.fill('#find', 'dns');
  await page.waitForSelector('#entries li:visible');
  const order = await page.locator('#entries li a').evaluateAll((all) => all.map((one) => one.textContent));
  assert.ok(order.findIndex((text) => text.startsWith('D')) < order.findIndex((text) => text.startsWith('T')));
  await context.close();
});

test('without scripts: from home by the search box to a message and to another language', async () => {
  const page = await open('es/index.html', { javaScriptEnabled: false });

  await page.fill('#q', 'internet');
  await Promise.all([page.waitForNavigation(), page.click('.search button')]);
  assert.equal(new URL(page.url()).pathname, '/es/search.html');
  await Promise.all([page.waitForNavigation(), page.click('.letters a >> nth=5')]);
  assert.match(page.url(), /\/es\/search\/\d+\.html#/);
  const message = page.locator('#entries a[href^="../messages/2"]').first();
  await Promise.all([page.waitForNavigation(), message.click()]);
  assert.match(page.url(), /\/es\/messages\/2/);
  await Promise.all([page.waitForNavigation(), page.click('.switcher a[hreflang="ru"]')]);
  assert.match(page.url(), /\/ru\/messages\/2/);
  assert.ok(await page.locator('h1').isVisible());
  await page.context().close();
});

test('without scripts: every page shows its heading', async () =>
  none(await visit(browser, { base: `${server.origin}/`, names, settings: { javaScriptEnabled: false } }, async (page) =>
    (await page.locator('h1').first().isVisible()) ? [] : ['no heading to see'])));

test('without pictures: every picture has words in its place, and pages fit', async () =>
  none(await visit(browser, { base: `${server.origin}/`, names: names.filter((name) => name.startsWith('en/')), settings: { viewport: { width: 320, height: 640 } },
    prepare: (context) => context.route(/\.(svg|png|jpe?g|webp|avif|gif)$/, (route) => route.abort()) }, async (page) => [
    ...(await tooWide(page)),
    ...(await page.evaluate(() => [...document.images].filter((image) => !image.hasAttribute('alt')).map((image) => `no alt: ${image.src}`))),
  ])));

test('without a style sheet: pages read in order', async () =>
  none(await visit(browser, { base: `${server.origin}/`, names: names.filter((name) => /^(en|ar|zh)\//.test(name)),
    prepare: (context) => context.route(/\.css$/, (route) => route.abort()) }, (page) => page.evaluate(() => {
    const problems = [];
    const order = ['.skip', 'header nav', 'main h1', 'main', 'footer'].map((selector) => document.querySelector(selector));
    if (order.some((element) => !element)) problems.push(`a landmark is missing: ${order.map((element) => element?.tagName)}`);
    else {
      const [skip, menu, heading, , footer] = order.map((element) => element.getBoundingClientRect().top);
      if (!(skip <= menu && menu < heading && heading < footer)) problems.push('not in order');
    }
    if (getComputedStyle(document.body).marginTop !== '8px') problems.push('the style sheet is there');
    if (document.querySelector('h1').getBoundingClientRect().height < 20) problems.push('no heading to see');
    return problems;
  }))));

test('magnified four times on a desktop: nothing has to be scrolled sideways', async () =>
  none(await visit(browser, { base: `${server.origin}/`, names: names.filter((name) => /\/(index|search)\.html$|messages|best-practices/.test(name)),
    settings: { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } }, tooWide)));

/** 50 kB a second, each answer 400 ms late. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const SECONDS = 2;

for (const [what, pattern] of Object.entries({ home: /^en\/index\.html$/, 'home in Arabic': /^ar\/index\.html$/, 'a message': /^en\/messages\/(?!index)/,
  'a theme': /^fr\/themes\/access\.html$/, 'a practice': /^zh\/best-practices\/(?!index)/ }))
  test(`on a slow line: ${what} is seen within ${SECONDS} seconds`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);

    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW);
    await page.goto(`${server.origin}/${first(pattern)}`);
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length);
    const painted = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
    assert.ok(painted > SLOW.latency, `the line was not slow: ${painted} ms`);
    assert.ok(painted < SECONDS * 1000, `first seen after ${Math.round(painted)} ms`);
    await context.close();
  });
