// --worktree reads the files as they lie on disk, with the same result for the same content.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, git, newSite } from './harness.mjs';
import { sample, smallest } from './sites.mjs';

test('a clean work tree gives what its commit gives', (t) => {
  const site = newSite(t, sample);
  const other = path.join(site.root, 'other');
  site.built();
  site.built({ worktree: true, out: other });
  assertSameTree(other, site.out);
});

test('edits that are not committed are seen, and only with --worktree', (t) => {
  const site = newSite(t, smallest);
  site.write({
    'content/en/best-practices/doc-1.md': document({ title: 'Edited', themes: ['a'] }),
    'content/en/best-practices/doc-2.md': document({ title: 'New and untracked', themes: ['a'] }),
    'content/fr/best-practices/doc-1.md': null,
  });
  site.built();
  assert.match(site.page('en/best-practices/doc-1.html'), /A practice/);

  site.built({ worktree: true });
  assert.match(site.page('en/best-practices/doc-1.html'), /Edited/);
  assert.match(site.page('en/best-practices/doc-2.html'), /New and untracked/);
  assert.match(site.page('fr/best-practices/doc-1.html'), /Edited/);
});

test('files that .gitignore names are not read', (t) => {
  const site = newSite(t, { ...smallest, '.gitignore': 'secret.md\n' });
  site.write({ 'content/en/best-practices/secret.md': '# Secret\n' });
  site.built({ worktree: true });
  assert.equal(site.exists('en/best-practices/secret.html'), false);
});

test('the output below the work tree is not part of the site', (t) => {
  const site = newSite(t, smallest);
  const out = path.join(site.repository, 'content', 'public');
  site.built({ worktree: true, out });
  site.built({ worktree: true, out });
  site.built({ out: path.join(site.root, 'other') });
  assertSameTree(out, path.join(site.root, 'other'));
});

test('a bare repository has no work tree: an error of usage', (t) => {
  const site = newSite(t, smallest);
  const bare = path.join(site.root, 'bare.git');
  git(site.root, ['clone', '-q', '--bare', site.repository, bare]);
  const build = site.build({ worktree: true, repository: bare });
  assert.equal(build.status, 2);
  assert.match(build.stderr, /bare/);
});
