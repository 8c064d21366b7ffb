// Budgets: a page or style sheet that is too heavy stops the build, which says what weighs, also
// when only what has changed is made again.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import zlib from 'node:zlib';
import { document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

const noise = (bytes) => Array.from({ length: bytes / 20 }, (_, i) =>
  crypto.createHash('sha256').update(String(i)).digest('hex').slice(0, 19)).join(' ');
const heavy = document({ title: 'Heavy' }, `Begin.\n\n## A long list\n\n${noise(40_000)}\n`);
const light = document({ title: 'Light' }, 'Text.\n');
const budgets = (map) => `budgets: {${map}}\n`;

test('a page past its budget is an error with its size, its budget and what is heaviest', (t) => {
  const it = newSite(t, site({ 'en/heavy.md': heavy, 'en/light.md': light }, budgets('page: 14 KiB')));
  const build = it.build();

  assert.equal(build.status, 1, build.stdout);
  assert.match(build.stderr, /^content\/en\/heavy\.md: error: page en\/heavy\.html weighs (\d+\.\d) KiB \(\d+ bytes\) compressed with its style sheets, more than its budget of 14\.0 KiB \(heaviest: "A long list" \d+\.\d KiB, themes\/plain\/assets\/style\.css \d\.\d KiB, .*\) \[E-BUDGET\]$/m);
  assert.doesNotMatch(build.stderr, /light/);
  assert.ok(!fs.existsSync(it.out), 'nothing is published');
});

test('the weight is what gzip makes of page and style sheet', (t) => {
  const it = newSite(t, site({ 'en/heavy.md': heavy }));
  it.built();
  const style = [...it.page('en/heavy.html').matchAll(/assets\/style\.\w+\.css/g)][0][0];
  const size = [it.page('en/heavy.html'), fs.readFileSync(path.join(it.out, style))]
    .reduce((sum, bytes) => sum + zlib.gzipSync(bytes, { level: 1 }).length, 0);
  it.commit(site({ 'en/heavy.md': heavy }, budgets('page: 14 KiB')));
  const build = it.build();
  const told = Number(build.stderr.match(/\((\d+) bytes\)/)[1]);

  // Chromium's zlib, which is in node, does it a little otherwise.
  assert.ok(Math.abs(told - size) < size / 10, `told ${told}, gzip of node ${size}`);
});

test('errors of budgets are those of a clean build, whatever was built before', (t) => {
  const files = { 'en/heavy.md': light, 'en/light.md': light };
  const it = newSite(t, site(files, budgets('page: 14 KiB')));
  it.built();
  it.commit({ 'content/en/heavy.md': heavy });
  const first = it.build();
  it.commit({ 'content/en/light.md': document({ title: 'Light' }, 'Other text.\n') });
  const second = it.build();
  const clean = it.build({ fresh: true });

  for (const build of [first, second, clean]) assert.equal(build.status, 1);
  assert.equal(second.stderr, clean.stderr);
  assert.equal(first.stderr, clean.stderr);
  it.commit({ 'content/en/heavy.md': light });
  it.built();
  it.commit(site(files, budgets('page: 100')));
  const tightened = it.build();
  assert.equal(tightened.status, 1, 'a budget that changes holds for pages that do not');
  assert.equal(tightened.stderr, it.build({ fresh: true }).stderr);
});

test('budgets are by kind of page, and by layout', (t) => {
  const files = { 'en/heavy.md': heavy, 'en/list/index.md': heavy.replace('Heavy', 'List') };
  const errors = (map) => {
    const build = newSite(t, site(files, budgets(map))).build();
    return [...build.stderr.matchAll(/error: page (\S+)/g)].map((found) => found[1]).join();
  };

  assert.equal(errors('page: 14 KiB'), 'en/heavy.html,fr/heavy.html');
  assert.equal(errors('index: 14 KiB'), 'en/list/index.html,fr/list/index.html');
  assert.equal(errors('page: 14 KiB, index: 14 KiB, layouts: {page.html: 1 MiB}'), 'en/list/index.html,fr/list/index.html');
});

test('a style sheet has a budget of its own, uncompressed', (t) => {
  const style = 'a { color: green }\n'.repeat(1000);
  const it = newSite(t, site({ 'en/a.md': light, 'assets/own.css': style }, budgets('css: 14 KiB')));
  const build = it.build();

  assert.equal(build.status, 1);
  assert.match(build.stderr, /^content\/assets\/own\.css: error: the style sheet weighs 18\.6 KiB \(19000 bytes\), more than its budget of 14\.0 KiB \[E-BUDGET\]$/m);
  it.commit({ 'content/assets/own.css': 'a { color: green }\n' });
  it.built();
});

test('a style sheet that grew is weighed with the pages that link to it, as in a clean build', (t) => {
  const it = newSite(t, site({ 'en/light.md': light, 'en/name.md': document({ title: 'Name' }, 'Text.\n') }, budgets('page: 14 KiB')));
  it.built();
  it.commit({ 'themes/plain/assets/style.css': `/* ${noise(40_000)} */\n` });
  const build = it.build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /page en\/light\.html weighs/);
  assert.equal(build.stderr, it.build({ fresh: true }).stderr);
});

test('a page that has the name of a style sheet in its text is weighed with it, too', (t) => {
  const name = (css) => {
    const other = newSite(t, site({ 'en/a.md': light, '/themes/plain/assets/own.css': css }));
    other.built();
    return fs.readdirSync(path.join(other.out, 'assets')).find((each) => each.startsWith('own.'));
  };
  const grown = `/* ${noise(40_000)} */\n`;
  const it = newSite(t, site({ 'en/name.md': document({ title: 'Name' }, `It is \`${name(grown)}\`.\n`),
    '/themes/plain/assets/own.css': 'p {}\n' }, budgets('page: 14 KiB')));
  it.built();
  it.commit({ 'themes/plain/assets/own.css': grown });
  const build = it.build();
  assert.match(build.stderr, /page en\/name\.html weighs/);
  assert.equal(build.stderr, it.build({ fresh: true }).stderr);
});
