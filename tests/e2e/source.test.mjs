// Where the files come from: every kind of repository, and entries that are never followed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, git, newSite, run, ssg } from './harness.mjs';
import { site, smallest } from './sites.mjs';

/** Builds REPOSITORY and compares with what the original site gives. */
function gives(it, repository, options = {}) {
  const other = path.join(it.root, 'other');
  it.built();
  it.built({ out: other, repository, ...options });
  assertSameTree(other, it.out);
}

test('a packed repository is read', (t) => {
  const it = newSite(t, smallest);
  git(it.repository, ['gc', '-q', '--prune=now']);
  assert.equal(fs.readdirSync(path.join(it.repository, '.git/objects')).filter((name) => /^[0-9a-f]{2}$/.test(name)).length, 0);
  it.built();
});

test('a bare repository is read', (t) => {
  const it = newSite(t, smallest);
  const bare = path.join(it.root, 'bare.git');
  git(it.root, ['clone', '-q', '--bare', it.repository, bare]);
  gives(it, bare);
});

test('a linked worktree is read', (t) => {
  const it = newSite(t, smallest);
  const linked = path.join(it.root, 'linked');
  git(it.repository, ['worktree', 'add', '-q', '--detach', linked]);
  gives(it, linked);
  gives(it, linked, { args: ['--worktree'] });
});

test('a site in a folder of its repository is read, as committed and as it lies on disk', (t) => {
  const inside = Object.fromEntries(Object.entries(smallest).map(([name, bytes]) => [`docs/site/${name}`, bytes]));
  const it = newSite(t, inside);
  const folder = path.join(it.repository, 'docs/site');
  it.built({ repository: folder });
  it.built({ repository: folder, args: ['--worktree'], out: path.join(it.root, 'other') });
  assertSameTree(path.join(it.root, 'other'), it.out);
});

test('a repository that borrows objects from another is read', (t) => {
  const it = newSite(t, smallest);
  const borrower = path.join(it.root, 'borrower');
  git(it.root, ['clone', '-q', '--shared', it.repository, borrower]);
  assert.ok(fs.existsSync(path.join(borrower, '.git/objects/info/alternates')));
  gives(it, borrower);
});

test('without SITE the repository of the current directory is built, into public', (t) => {
  const it = newSite(t, smallest);
  it.built();
  const build = run(['build'], { cwd: it.repository });
  assert.equal(build.status, 0, build.stderr);
  assertSameTree(path.join(it.repository, 'public'), it.out);
});

test('a site in a folder of a larger repository is built by the folder’s name', (t) => {
  const it = newSite(t, Object.fromEntries(Object.entries(smallest).map(([name, text]) => [`sites/bench/${name}`, text])));
  it.built({ repository: path.join(it.repository, 'sites/bench') });
  assert.ok(it.exists('fr/best-practices/doc-1.html'));
});

test('a repository that somebody else owns is read', { skip: process.getuid() !== 0 && 'needs root' }, (t) => {
  const it = newSite(t, smallest);
  fs.chownSync(it.repository, 65534, 65534);
  fs.chownSync(path.join(it.repository, '.git'), 65534, 65534);
  it.built();
});

// ---- what is never followed

/** Adds an entry with git's plumbing: names and modes that no file system has to allow. */
function addEntry(it, mode, name, content) {
  const id = mode === '160000' ? '1'.repeat(40) : git(it.repository, ['hash-object', '-w', '--stdin'], { input: content });
  git(it.repository, ['update-index', '-z', '--index-info'], { input: Buffer.concat([Buffer.from(`${mode} ${id}\t`), name, Buffer.from('\0')]) });
  git(it.repository, ['-c', 'core.precomposeunicode=false', 'commit', '-q', '-m', 'entry']);
}

test('a symbolic link is reported and not followed', (t) => {
  const it = newSite(t, smallest);
  addEntry(it, '120000', Buffer.from('content/en/best-practices/link.md'), '/etc/passwd');
  const build = it.build();
  assert.match(build.stderr, /content\/en\/best-practices\/link\.md: .*link/);
  assert.doesNotMatch(build.stderr, /root:/);
  assert.equal(it.exists('en/best-practices/link.html'), false);
});

test('a symbolic link in the work tree is not followed either', (t) => {
  const it = newSite(t, smallest);
  fs.symlinkSync('/etc/passwd', path.join(it.repository, 'content/en/best-practices/link.md'));
  const build = it.build({ worktree: true });
  assert.match(build.stderr, /content\/en\/best-practices\/link\.md: .*link/);
  assert.equal(it.exists('en/best-practices/link.html'), false);
});

test('a submodule is reported and left out', (t) => {
  const it = newSite(t, smallest);
  addEntry(it, '160000', Buffer.from('content/en/module'), '');
  assert.match(it.build().stderr, /content\/en\/module: .*submodule/);
});

test('a name that is not UTF-8 is reported', (t) => {
  const it = newSite(t, smallest);
  addEntry(it, '100644', Buffer.from('content/en/caf\xe9.md', 'latin1'), '# Café\n');
  const build = it.build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /UTF-8/);
});

test('a name with a control character is reported', (t) => {
  const it = newSite(t, smallest);
  addEntry(it, '100644', Buffer.from('content/en/a\x1bb.md'), '# A\n');
  const build = it.build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /cannot be seen|control character/);
});

for (const [what, a, b] of [
  ['case', 'Readme.md', 'README.md'],
  ['case beyond ASCII', 'ÉTÉ.md', 'été.md'],
  ['Unicode normalisation', 'caf\u00e9.md', 'cafe\u0301.md'],
])
  test(`names that differ only in ${what} are reported`, (t) => {
    const it = newSite(t, smallest);
    addEntry(it, '100644', Buffer.from(`content/en/${a}`), '# A\n');
    addEntry(it, '100644', Buffer.from(`content/en/${b}`), '# B\n');
    const build = it.build();
    assert.equal(build.status, 1);
    assert.match(build.stderr, /error: .*(case|differ|collide|same)/);
  });

// ---- history

const history = { 'themes/plain/layouts/page.html': '<!doctype html><title>x</title><p>{{ page.document.created }} {{ page.document.updated }} {{ list(page.document.authors) }}</p>\n' };

test('dates and authors of a document come from the commits that touched it', (t) => {
  const it = newSite(t, { ...site({ 'en/a.md': '# A\n' }), ...history });
  it.commit({ 'content/en/b.md': '# B\n' }, { author: 'Grace' });
  it.commit({ 'content/en/a.md': '# A\n\nMore.\n' }, { author: 'Grace' });
  it.commit();
  it.built();

  assert.match(it.page('en/a.html'), /<p>2026-01-01\S* 2026-01-03\S* Ada and Grace<\/p>/);
  assert.match(it.page('en/b.html'), /<p>2026-01-02\S* 2026-01-02\S* Grace<\/p>/);
});

test('authors go by the names of .mailmap', (t) => {
  const it = newSite(t, { ...site({ 'en/a.md': '# A\n' }), ...history, '.mailmap': 'Ada Lovelace <ada@example.org>\n' });
  it.built();
  assert.match(it.page('en/a.html'), /Ada Lovelace/);
});

test('a shallow clone is told that its dates would be wrong', (t) => {
  const it = newSite(t, smallest);
  it.commit({ 'content/en/best-practices/doc-2.md': document({ title: 'Two', themes: ['a'] }) });
  const shallow = path.join(it.root, 'shallow');
  git(it.root, ['clone', '-q', '--depth', '1', `file://${it.repository}`, shallow]);
  assert.match(it.built({ repository: shallow }).stderr, /warning: .*shallow/);
});

test('a damaged object is a failure of the machine that names it', (t) => {
  const it = newSite(t, smallest);
  const id = git(it.repository, ['rev-parse', 'HEAD:content/en/best-practices/doc-1.md']);
  const object = path.join(it.repository, '.git/objects', id.slice(0, 2), id.slice(2));
  fs.chmodSync(object, 0o644);
  fs.writeFileSync(object, 'not an object');
  const build = it.build();
  assert.equal(build.status, 3, build.stderr);
  assert.match(build.stderr, /doc-1\.md/);
});

test('a pre-receive hook builds what is being pushed, and can refuse it', (t) => {
  const it = newSite(t, site({ 'en/a.md': '# A\n' }));
  const bare = path.join(it.root, 'bare.git'), hook = path.join(bare, 'hooks', 'pre-receive');
  git(it.root, ['init', '-q', '--bare', '-b', 'main', bare]);
  fs.mkdirSync(path.dirname(hook), { recursive: true });
  fs.writeFileSync(hook, `#!/bin/sh\nwhile read -r old new ref; do '${ssg}' build . --rev "$new" -o '${it.out}' || exit 1; done\n`, { mode: 0o755 });
  const push = () => spawnSync('git', ['push', '-q', bare, 'main'], { cwd: it.repository, encoding: 'utf8' });

  const first = push();
  assert.equal(first.status, 0, first.stderr);
  it.commit({ 'content/en/a.md': '# A\n\n[gone](gone.md)\n' });
  const second = push();
  assert.notEqual(second.status, 0);
  assert.match(second.stderr, /content\/en\/a\.md:3:8: error: .*\[E-LINK\]/);
  it.commit({ 'content/en/a.md': '# A\n\nText.\n' });
  git(it.repository, ['repack', '-adq']);
  const third = push();
  assert.equal(third.status, 0, third.stderr);
  assert.match(it.page('en/a.html'), /Text\./);
});
