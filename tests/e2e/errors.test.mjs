// What an editor is told when something is wrong, and that nothing is published then.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, diagnostics, document, newFolder, newSite, run } from './harness.mjs';
import { site, smallest } from './sites.mjs';

const declared = `taxonomies: {themes: {data: themes}}\n`;
const themes = 'terms:\n  - {id: cybersecurity, label: Cybersecurity}\n  - {id: access, label: Access}\n';
const misspelt = site({
  'data/themes.yaml': themes,
  'en/best-practices/ixp.md': document({ title: 'Exchange points' }),
  'fr/best-practices/ixp.md': '---\ntitle: Points d’échange\nsummary: >\n  Ce qui a été fait\ndate: 2026-01-01\n\nthemes: [\'cybersecurty\']\n---\nTexte.\n',
}, declared);

test('a misspelt term is named with its place, a suggestion, the line and a caret', (t) => {
  const build = newSite(t, misspelt).build();

  assert.equal(build.status, 1);
  const lines = build.stderr.split('\n');
  const at = lines.findIndex((line) => line.includes('cybersecurty'));
  assert.match(lines[at], /^content\/fr\/best-practices\/ixp\.md:7:10: error: unknown .*"cybersecurty".* \(did you mean "cybersecurity"\?\) \[E-TERM\]$/);
  assert.equal(lines[at + 1].trim(), "themes: ['cybersecurty']");
  assert.equal(lines[at + 2].indexOf('^'), lines[at + 1].indexOf("'"));
});

test('all problems are reported, sorted by place', (t) => {
  const build = newSite(t, site({
    'data/themes.yaml': themes,
    'en/a.md': document({ title: 'A', themes: ['acess'], date: 'someday' }),
    'en/b.md': document({ title: 'B' }, 'See [c](c.md).\n'),
    'en/d.md': '---\ntitle: [\n---\n',
  }, declared)).build({ format: 'json' });

  assert.equal(build.status, 1);
  const errors = diagnostics(build).filter((d) => d.severity === 'error');
  assert.deepEqual(errors.filter((d) => d.path.startsWith('content/')).map((d) => d.path.slice(-4)).sort(), ['a.md', 'a.md', 'b.md', 'd.md']);
});

test('an error leaves the published site as it was', (t) => {
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }) }));
  it.built();
  const before = path.join(it.root, 'before');
  fs.cpSync(it.out, before, { recursive: true });
  const inode = fs.statSync(it.out).ino;

  it.commit({ 'content/en/a.md': document({ title: 'A' }, '[gone](gone.md)\n') });
  assert.equal(it.build().status, 1);
  assertSameTree(it.out, before);
  assert.equal(fs.statSync(it.out).ino, inode);
});

test('an error in the first build publishes nothing', (t) => {
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }, '[gone](gone.md)\n') }));
  assert.equal(it.build().status, 1);
  assert.equal(fs.existsSync(it.out), false);
});

test('warnings do not stop the build', (t) => {
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }, '[gone](gone.md)\n') }, 'links: warn\n'));
  const build = it.built();
  assert.match(build.stderr, /^content\/en\/a\.md:5:\d+: warning: .*gone\.md.*\[[A-Z]-LINK\]$/m);
});

test('--format json gives one object a line with the place in fields', (t) => {
  const [it] = diagnostics(newSite(t, misspelt).build({ format: 'json' })).filter((d) => d.code === 'E-TERM');

  assert.equal(it.severity, 'error');
  assert.equal(it.path, 'content/fr/best-practices/ixp.md');
  assert.deepEqual([it.line, it.column], [7, 10]);
  assert.match(it.message, /cybersecurty/);
  assert.match(it.hint, /cybersecurity/);
});

test('no colours are written where there is no terminal', (t) => {
  const build = newSite(t, misspelt).build({ env: { TERM: 'xterm-256color' } });
  assert.doesNotMatch(build.stdout + build.stderr, /\x1b/);
});

test('control characters of a message reach the terminal as escapes', (t) => {
  const build = newSite(t, site({ 'en/a.md': document({ title: 'A' }, '[x](<gone\x1b[31m.md>)\n') })).build();
  assert.equal(build.status, 1);
  assert.doesNotMatch(build.stderr, /\x1b/);
});

for (const [name, broken] of Object.entries({
  'front matter that is not YAML': { 'content/en/a.md': '---\ntitle: "open\n---\nText.\n' },
  'front matter that does not end': { 'content/en/a.md': '---\ntitle: A\nText.\n' },
  'bytes that are not UTF-8': { 'content/en/a.md': Buffer.from('# A\n\n\xff\xfe\n', 'latin1') },
  'characters that reorder text': { 'content/en/a.md': '# A\n\nif (x) \u202e { y \u2066\n' },
  'an address with an unsafe scheme': { 'content/en/a.md': '# A\n\n[x](javascript:alert(1))\n' },
  'an unknown key of site.yaml': { 'site.yaml': `${smallest['site.yaml']}titel: x\n` },
  'a plugin that does not exist': { 'site.yaml': smallest['site.yaml'].replace('theme-index', 'theme-indx') },
  'a theme that does not exist': { 'site.yaml': `${smallest['site.yaml']}theme: plein\n` },
}))
  test(`${name}: an error that names the file`, (t) => {
    const build = newSite(t, { ...smallest, ...broken }).build();
    assert.equal(build.status, 1, build.stderr);
    assert.match(build.stderr, new RegExp(`^${Object.keys(broken)[0]}(:\\d+)*: error: .* \\[E-[A-Z0-9-]+\\]$`, 'm'));
  });

test('a repository without site.yaml is an error that says so', (t) => {
  const build = newSite(t, { 'README.md': '# Not a site\n' }).build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /site\.yaml/);
});

test('a folder that is no repository is an error of usage', (t) => {
  const folder = newFolder(t);
  const build = run(['build', folder, '-o', path.join(folder, 'out')], { env: { GIT_CEILING_DIRECTORIES: path.dirname(folder) } });
  assert.equal(build.status, 2);
  assert.match(build.stderr, /repository/);
});

test('a revision that does not exist is an error of usage', (t) => {
  const build = newSite(t, smallest).build({ rev: 'v9' });
  assert.equal(build.status, 2);
  assert.match(build.stderr, /v9/);
});

test('an older revision can be built', (t) => {
  const it = newSite(t, smallest);
  it.commit({ 'content/en/best-practices/doc-1.md': document({ title: 'Newer', themes: ['a'] }) });
  it.built({ rev: 'HEAD~1' });
  assert.match(it.page('en/best-practices/doc-1.html'), /A practice/);
});

test('problems past the limit are counted, also those of one document', (t) => {
  const lines = Array.from({ length: 25_000 }, () => '[x](gone.md)\n\n').join('');
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }, lines) }));
  const build = it.build();

  assert.match(build.stderr, /\nssg: and 5000 more\n$/);
  assert.match(build.stdout, /^25000 errors, 0 warnings/m);
  const many = diagnostics(it.build({ format: 'json' })).at(-1);
  assert.deepEqual(many, { severity: 'error', code: 'E-MANY', unlisted: 5000 });
});

test('files that do not belong to the site are reported once per folder', (t) => {
  const it = newSite(t, site({ 'en/a.md': document({ title: 'A' }), 'en/b.txt': 'B', 'es/c.md': '# C\n', 'd.md': '# D\n' }));
  const found = diagnostics(it.built({ format: 'json' }));

  assert.deepEqual(found.map((d) => [d.code, d.path]),
    [['W-FILE', 'content/d.md'], ['W-FILE', 'content/en/b.txt'], ['W-FILE', 'content/es/c.md']]);
  assert.match(found[0].message, /directly in content\/ /);
});
