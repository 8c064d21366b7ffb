// Where the time of a build went: --profile for people, --trace for viewers of traces.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { newSite } from './harness.mjs';
import { sample } from './sites.mjs';

test('--profile tells of steps, layouts, hooks and the slowest pages', (t) => {
  const site = newSite(t, sample);
  const { stdout } = site.built({ args: ['--profile'] });

  for (const step of ['source', 'settings', 'history', 'content', 'site', 'render', 'publish'])
    assert.match(stdout, new RegExp(`^  ${step} +[\\d.]+ ms$`, 'm'));
  const documents = Object.keys(sample).filter((name) => name.endsWith('.md')).length;
  assert.match(stdout, new RegExp(`ms +${documents} x +[\\d.]+ ms  documents read`));
  assert.match(stdout, /ms +\d+ x +[\d.]+ ms  page\.html$/m);
  assert.match(stdout, /ms +1 x +[\d.]+ ms  lua-plugins\/cross-links\.lua site$/m);
  assert.match(stdout, /ms +\d+ x +[\d.]+ ms  lua-plugins\/stamp\.lua page$/m);
  assert.equal(stdout.split('  slowest pages\n')[1].match(/ ms  \S+\.html$/gm).length, 10);
});

test('without --profile nothing of it is said', (t) => {
  assert.doesNotMatch(newSite(t, sample).built().stdout, /layouts|hooks|slowest/);
});

test('--trace writes the events of all processes as Chrome reads them', (t) => {
  const site = newSite(t, sample);
  const file = path.join(site.root, 'trace.json');
  site.built({ args: ['--trace', file], jobs: 2 });
  const { traceEvents } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const events = traceEvents.filter((event) => event.ph === 'X');

  for (const event of events) {
    assert.ok(event.name && event.ts >= 0 && event.dur >= 0, JSON.stringify(event));
    assert.deepEqual([typeof event.pid, typeof event.tid], ['number', 'number']);
  }
  const of = (category) => events.filter((event) => event.cat === category);
  assert.equal(of('step').length, 7);
  assert.ok(of('document').some((event) => event.name === 'content/en/messages/access.md'));
  const page = of('page').find((event) => event.name === 'fr/messages/access.html');
  assert.equal(page.args.detail, 'page.html');
  const rendered = of('step').find((event) => event.name === 'render');
  assert.ok(page.ts >= rendered.ts - 1 && page.ts + page.dur <= rendered.ts + rendered.dur + 1000, 'pages are rendered in the step render');
  assert.ok(of('hook').some((event) => event.name === 'lua-plugins/stamp.lua' && event.args.detail === 'page'));
  assert.ok(of('file').some((event) => event.name === 'sitemap.xml'));
});

test('a trace that cannot be written is told, and the site is built', (t) => {
  const site = newSite(t, sample);
  const build = site.build({ args: ['--trace', path.join(site.root, 'none', 'trace.json')] });
  assert.equal(build.status, 3);
  assert.match(build.stderr, /none\/trace\.json/);
  assert.ok(site.exists('index.html'));
});

test('what is published does not depend on being timed', (t) => {
  const site = newSite(t, sample);
  site.built({ args: ['--profile', '--trace', path.join(site.root, 'trace.json')] });
  const sums = site.page('SHA256SUMS');
  site.built({ fresh: true });
  assert.equal(site.page('SHA256SUMS'), sums);
});
