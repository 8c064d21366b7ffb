// Bad input is cheap: shapes that take the parsers seconds are errors at once.
import assert from 'node:assert/strict';
import test from 'node:test';
import { document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

const SECONDS = 1; // beside an ordinary build; loose, for machines under load

const shapes = {
  'a table of 2,000 columns': `${'| a '.repeat(2000)}|\n${'|---'.repeat(2000)}|\n`.repeat(1) + `${'| b '.repeat(2000)}|\n`,
  '10,000 nested list markers': `${'- '.repeat(10_000)}x\n`,
  '10,000 nested quotes': `${'>'.repeat(10_000)}x\n`,
  '40,000 open brackets': `${'![[]()'.repeat(40_000)}\n`,
  '50,000 runs of emphasis': `${'*a **b '.repeat(25_000)}\n`,
};

function rejects(t, files, file) {
  const plain = newSite(t, site({ 'en/a.md': '# A\n' })).built();
  const build = newSite(t, site(files)).build();

  assert.equal(build.status, 1, build.stderr.slice(0, 500));
  assert.match(build.stderr, new RegExp(`^${file}(:\\d+)*: error: .*\\[E-LIMIT\\]$`, 'm'));
  assert.ok(build.seconds - plain.seconds < SECONDS, `took ${build.seconds} s, an ordinary build ${plain.seconds} s`);
}

for (const [what, shape] of Object.entries(shapes))
  test(`${what}: an error at once`, (t) => rejects(t, { 'en/a.md': document({ title: 'A' }, shape) }, 'content/en/a.md'));

test('front matter nested 30,000 deep: an error at once', (t) =>
  rejects(t, { 'en/a.md': `---\ntitle: A\nx: ${'{a: '.repeat(30_000)}\n---\n` }, 'content/en/a.md'));

test('aliases that multiply: an error at once', (t) => {
  const layers = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]\n`).join('');
  rejects(t, { 'en/a.md': '# A\n', 'data/bomb.yaml': `l0: &l0 [x]\n${layers}` }, 'content/data/bomb.yaml');
});

test('a document of ten megabytes: an error at once', (t) =>
  rejects(t, { 'en/a.md': document({ title: 'A' }, 'word '.repeat(2_000_000)) }, 'content/en/a.md'));

test('a limit can be raised in site.yaml', (t) => {
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }, 'word word\n'.repeat(300_000)) }, 'limits: {document_bytes: 4000000}\n'));
  it.built();
});

test('an entity that cmark-gfm takes for a footnote: an error with its place', (t) => {
  const text = (bracket) => document({ title: 'A' }, `A note[^1].\n\nSee ${bracket}&Hat;x].\n\n[^1]: It.\n`);
  const build = newSite(t, site({ 'en/a.md': text('[') })).build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /^content\/en\/a\.md:7:5: error: cmark-gfm mistakes .* \(write "\\\["/m);
  assert.match(newSite(t, site({ 'en/a.md': text('\\[') })).built() && 'built', /built/);
});
