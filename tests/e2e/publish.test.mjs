// The output is one whole generation, always: whoever builds, kills or fills the disk.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnSync } from 'node:child_process';
import { assertSameTree, document, newSite, tree } from './harness.mjs';
import { sample, smallest } from './sites.mjs';

/** The sample with COUNT more documents: a build long enough to be disturbed. */
function large(t, count) {
  const site = newSite(t, sample);
  site.commit(Object.fromEntries(Array.from({ length: count }, (_, i) =>
    [`content/en/messages/m-${i}.md`, document({ title: `Message ${i}`, themes: [`t-${i % 20}`] }, 'Words and *more* words.\n\n'.repeat(20))])));
  return site;
}

test('two builds at once both give the whole site, or the second says who holds the lock', async (t) => {
  const site = large(t, 200);
  site.built({ out: path.join(site.root, 'expected') });
  const ends = await Promise.all([site.start().ended, site.start().ended]);

  for (const end of ends)
    if (end.status !== 0) {
      assert.equal(end.status, 3, end.stderr);
      assert.match(end.stderr, /lock.*\d+|\d+.*lock/);
    }
  assert.ok(ends.some((end) => end.status === 0));
  assertSameTree(site.out, path.join(site.root, 'expected'));
});

test('a build that is killed at any moment leaves the published site, and the next build works', async (t) => {
  const site = large(t, 400);
  site.built();
  const before = path.join(site.root, 'before');
  fs.cpSync(site.out, before, { recursive: true });
  site.commit({ 'content/en/index.md': document({ title: 'Changed' }) });
  const { seconds } = site.built({ out: path.join(site.root, 'after') });

  for (const part of [0.05, 0.2, 0.4, 0.6, 0.8]) {
    const build = site.start({ fresh: true });
    await sleep(part * seconds * 1000);
    build.process.kill('SIGKILL');
    const { signal } = await build.ended;
    if (signal) assertSameTree(site.out, before, `killed after ${part} of the build`);
    else break;
  }
  site.built();
  assertSameTree(site.out, path.join(site.root, 'after'));
});

test('folders that an edit brings have the modes of all others, whatever the umask', (t) => {
  const site = newSite(t, sample);
  const under = ['sh', '-c', 'umask 077; exec "$@"', 'sh'];
  const modeOf = (folder) => (fs.statSync(path.join(site.out, folder)).mode & 0o777).toString(8);
  site.built({ under });
  for (const folder of ['one', 'two']) {
    site.commit({ [`content/en/${folder}/inner/page.md`]: document({ title: folder, themes: ['access'] }) });
    site.built({ under });
    assert.equal(modeOf(`en/${folder}`), '755');
    assert.equal(modeOf(`en/${folder}/inner`), '755');
  }
});

/** Builds after each of FILES, a list of commits that each change a template too: all pages are made anew. */
function anew(site, commits) {
  for (const [i, files] of commits.entries()) {
    site.commit({ ...files, 'themes/plain/partials/footer.html': `<p>Edition ${i}</p>\n` });
    site.built();
  }
}

test('whatever was written over, the site is that of a fresh build, and copies by links stay as they are', (t) => {
  const site = newSite(t, sample);
  const copy = path.join(site.root, 'copy'), kept = path.join(site.root, 'kept');
  anew(site, [{}]);
  assert.equal(spawnSync('cp', ['-al', site.out, copy]).status, 0);
  fs.cpSync(copy, kept, { recursive: true });
  anew(site, [{ 'content/en/messages/long.md': document({ title: 'Long', themes: ['access'] }, 'Many words. '.repeat(500)) },
    { 'content/en/messages/long.md': null }, {}, { 'content/en/messages/other.md': document({ title: 'Other', themes: ['access'] }) }, {}]);
  assertSameTree(copy, kept);
  site.built({ out: path.join(site.root, 'fresh'), fresh: true });
  assertSameTree(site.out, path.join(site.root, 'fresh'));
});

test('an old file is in nobody\'s way: neither where a folder is to be, nor the other way round', (t) => {
  const site = newSite(t, sample);
  const lead = (...aliases) => ({ 'content/en/messages/led.md': document({ title: 'Led', themes: ['access'], aliases }) });
  anew(site, [lead('old/a.html', 'old/b/b.html'), {}, {}, lead('old/a.html/a.html', 'old/b'), {}, {}, lead('old/a.html', 'old/b/b.html')]);
  site.built({ out: path.join(site.root, 'fresh'), fresh: true });
  assertSameTree(site.out, path.join(site.root, 'fresh'));
});

test('a folder that ssg did not make is not touched', (t) => {
  const site = newSite(t, smallest);
  fs.mkdirSync(site.out);
  fs.writeFileSync(path.join(site.out, 'thesis.txt'), 'ten years of work\n');
  const build = site.build();

  assert.equal(build.status, 3);
  assert.match(build.stderr, /public/);
  assert.deepEqual([...tree(site.out).keys()], ['thesis.txt']);
});

test('an empty folder is taken', (t) => {
  const site = newSite(t, smallest);
  fs.mkdirSync(site.out);
  site.built();
  assert.ok(site.exists('index.html'));
});

test('a file in the place of the output is not touched', (t) => {
  const site = newSite(t, smallest);
  fs.writeFileSync(site.out, 'a file\n');
  assert.equal(site.build().status, 3);
  assert.equal(fs.readFileSync(site.out, 'utf8'), 'a file\n');
});

test('an output whose parent cannot be written is a failure that names it', (t) => {
  const build = newSite(t, smallest).build({ out: '/proc/public' });
  assert.equal(build.status, 3);
  assert.match(build.stderr, /\/proc/);
});

test('a disk that fills up leaves the published site and says which file could not be written', (t) => {
  const site = large(t, 400);
  const disk = path.join(site.root, 'disk');
  fs.mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]).status !== 0)
    return t.skip('no small disk can be mounted here');
  const out = path.join(disk, 'public');
  try {
    fillsUp(site, out);
  } finally {
    spawnSync('umount', [disk]); // before its folder is removed
  }
});

function fillsUp(site, out) {
  site.built({ out, rev: 'HEAD~1' });
  const before = path.join(site.root, 'before');
  fs.cpSync(out, before, { recursive: true });

  const build = site.build({ out });
  assert.equal(build.status, 3, build.stderr);
  assert.match(build.stderr, /No space left/);
  assertSameTree(out, before);
}

test('a file too large for the limits of the process leaves the published site', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const before = path.join(site.root, 'before');
  fs.cpSync(site.out, before, { recursive: true });
  site.commit({ 'content/en/long.md': document({ title: 'Long' }, 'word\n\n'.repeat(60_000)) });

  const build = site.build({ under: ['bash', '-c', 'ulimit -f 64; exec "$@"', 'bash'] });
  assert.equal(build.status, 3, build.stderr);
  assertSameTree(site.out, before);
});

test('the generation before is kept beside the output', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const before = path.join(site.root, 'before');
  fs.cpSync(site.out, before, { recursive: true });
  site.commit({ 'content/en/best-practices/doc-2.md': document({ title: 'Two', themes: ['a'] }) });
  site.built();
  assertSameTree(path.join(site.root, '.public.ssg', 'previous'), before);
});

test('a page that was removed is gone from the output', (t) => {
  const site = newSite(t, sample);
  site.commit({ 'content/en/extra.md': '# Extra\n' });
  site.built();
  assert.ok(site.exists('en/extra.html'));
  site.commit({ 'content/en/extra.md': null });
  site.built();
  assert.equal(site.exists('en/extra.html'), false);
});
