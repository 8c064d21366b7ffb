// The fullest page of every kind and language in Chromium: on a phone, on a desktop, dark and printed. They load nothing from
// elsewhere, fit, and axe-core finds nothing. Each is loaded once, and then seen in all ways.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { require } from '../packages.mjs';
import { launch, root, samples, serve } from './site.mjs';
import { none, tooWide, visit } from './visit.mjs';

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const names = samples();

/** The width of what is printed on A4, in CSS pixels. AXE: all its rules, or those that a style sheet decides on;
 * nobody touches paper. */
const views = {
  'on a phone': { viewport: { width: 320, height: 640 }, media: { colorScheme: 'light', media: 'screen' }, axe: 'all' },
  'on a desktop': { viewport: { width: 1280, height: 800 }, media: { colorScheme: 'light', media: 'screen' }, axe: 'style' },
  'in the dark': { viewport: { width: 1280, height: 800 }, media: { colorScheme: 'dark', media: 'screen' }, axe: 'all' },
  'on paper': { viewport: { width: 718, height: 1000 }, media: { colorScheme: 'light', media: 'print' }, axe: 'colour' },
};
const only = (...values) => ({ runOnly: { type: 'rule', values } });
const rules = {
  all: { rules: { 'target-size': { enabled: true } } }, // WCAG 2.2; axe leaves it out unless asked
  style: only('color-contrast', 'target-size', 'link-in-text-block', 'scrollable-region-focusable'),
  colour: only('color-contrast'),
};

let browser, server;
const found = Object.fromEntries(Object.keys(views).map((view) => [view, { width: [], axe: [] }]));

/** Violations of accessibility rules. */
async function violations(page, options) {
  const results = await page.evaluate((given) => axe.run({ resultTypes: ['violations'], ...given }), options);
  return results.violations.map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes[0].html.slice(0, 200)} ${rule.nodes[0].failureSummary ?? ''}`);
}

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
  check(document.styleSheets.length === 1 && document.styleSheets[0].ownerNode.sheet, 'not one style sheet');
  check(getComputedStyle(document.documentElement).direction === (document.documentElement.dir || 'ltr'), 'wrong direction');
  return problems;
});

async function seeInAllWays(page, name) {
  const problems = await structure(page);
  await page.evaluate(axe);
  for (const [view, { viewport, media, axe: which }] of Object.entries(views)) {
    await page.setViewportSize(viewport);
    await page.emulateMedia(media);
    found[view].width.push(...(await tooWide(page)).map((problem) => `${name}: ${problem}`));
    found[view].axe.push(...(await violations(page, rules[which])).map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

test('there are pages of each language', () => assert.ok(names.length > 100, `${names.length} samples`));

test('pages load over http, whole and from nowhere else', async () =>
  none(await visit(browser, { base: `${server.origin}/`, names }, seeInAllWays)));

for (const view of Object.keys(views)) {
  test(`pages fit ${view}`, () => none(found[view].width));
  test(`axe-core finds nothing ${view}`, () => none(found[view].axe));
}

test('pages load from a disk, whole and from nowhere else', async () =>
  none(await visit(browser, { base: pathToFileURL(root + path.sep).href, names }, structure)));
