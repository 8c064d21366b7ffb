// ssg diff: what would change on the site between two commits.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { document, newFolder, newSite, run, ssg, tree } from './harness.mjs';
import { site, smallest } from './sites.mjs';

const pages = {
  'en/index.md': document({ title: 'Home' }),
  'en/rain.md': document({ title: 'Rain' }, 'It rained.\n\nThen it stopped.\n'),
  'en/snow.md': document({ title: 'Snow' }),
  'fr/rain.md': document({ title: 'Pluie' }, 'Il pleuvait.\n'),
};

/** Of REV1 and REV2 of SITE. */
function diff(site, args = [], options = {}) {
  return run(['diff', ...(options.revisions ?? ['HEAD~1', 'HEAD']), options.repository ?? site.repository, ...args], options);
}

const json = (output) => output.split('\n').filter(Boolean).map((line) => JSON.parse(line));

test('pages that are added, changed and removed are told, then other files', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/rain.md': document({ title: 'Rain' }, 'It rained a lot.\n'), 'content/en/snow.md': null,
    'content/en/hail.md': document({ title: 'Hail' }) });
  const { status, stdout, stderr } = diff(own);
  assert.deepEqual([status, stderr], [0, '']);
  for (const line of ['added    en/hail.html', 'changed  en/rain.html', 'removed  en/snow.html', 'added    fr/hail.html',
    'changed  sitemap.xml'])
    assert.ok(stdout.split('\n').includes(line), `${line}\n${stdout}`);
  assert.doesNotMatch(stdout, /fr\/rain|mirror\.json|SHA256SUMS|@@/);
  assert.match(stdout, /^[0-9a-f]{12}\.\.[0-9a-f]{12}: 2 pages added, \d+ changed, 2 removed; \d+ other files? changed$/m);
  assert.ok(stdout.indexOf('fr/snow.html') < stdout.indexOf('sitemap.xml'), 'pages stand first');
});

test('--text is a unified diff of what people read', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/rain.md': document({ title: 'Rain' }, 'It *rained*.\n\nThen it snowed.\n'), 'content/en/snow.md': null,
    'content/en/hail.md': document({ title: 'Hail' }, 'It hailed.\n') });
  const { status, stdout } = diff(own, ['--text']);
  assert.equal(status, 0);
  assert.match(stdout, /^--- a\/en\/rain\.html\n\+\+\+ b\/en\/rain\.html\n@@ .*\n(?: .*\n)* It rained\.\n-Then it stopped\.\n\+Then it snowed\.$/m);
  assert.match(stdout, /^--- \/dev\/null\n\+\+\+ b\/en\/hail\.html\n@@ .*\n(\+.*\n)*\+It hailed\.$/m);
  assert.match(stdout, /^--- a\/en\/snow\.html\n\+\+\+ \/dev\/null\n@@ .*\n(-.*\n)+/m);
});

test('a page that differs in its markup alone is said to have the same text', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/rain.md': document({ title: 'Rain' }, 'It *rained*.\n\nThen it stopped.\n') });
  const { stdout } = diff(own, ['--text']);
  assert.match(stdout, /^changed {2}en\/rain\.html {2}\(same text\)$/m);
  assert.doesNotMatch(stdout, /^---/m);
});

test('--format json gives one object a line', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/rain.md': document({ title: 'Rain' }, 'It poured.\n') });
  const changes = json(diff(own, ['--format', 'json', '--text']).stdout);
  const rain = changes.find((change) => change.path === 'en/rain.html');
  assert.deepEqual([rain.change, rain.kind], ['changed', 'page']);
  assert.match(rain.diff, /^\+It poured\.$/m);
  assert.ok(changes.some((change) => change.kind === 'file' && !('diff' in change)));
  assert.ok(!('diff' in json(diff(own, ['--format', 'json']).stdout)[0]));
});

test('the second build is equal to a clean one: both ways tell the same', (t) => {
  const own = newSite(t, smallest);
  own.commit({ 'content/fr/best-practices/doc-1.md': document({ title: 'Autre' }, 'Texte.\n'),
    'content/en/best-practices/doc-2.md': document({ title: 'Second', themes: ['b'] }) });
  const paths = (revisions) => json(diff(own, ['--format', 'json'], { revisions }).stdout).map((change) => change.path);
  assert.deepEqual(paths(['HEAD~1', 'HEAD']), paths(['HEAD', 'HEAD~1']));
  own.built({ rev: 'HEAD~1' });
  const before = tree(own.out);
  own.built({ fresh: true });
  const after = tree(own.out);
  const expected = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !/^(mirror\.json|SHA256SUMS)$/.test(name) &&
    !(before.has(name) && after.has(name) && before.get(name).equals(after.get(name))));
  assert.deepEqual(paths(['HEAD~1', 'HEAD']).sort(), expected.sort());
});

test('a commit that touches no part of the site changes at most pages that name the commit', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'README.md': 'No part of the site.\n' });
  assert.deepEqual(json(diff(own, ['--format', 'json']).stdout).map((change) => change.path), ['index.html']);
});

test('two names of one commit: nothing differs', (t) => {
  const same = diff(newSite(t, site(pages)), [], { revisions: ['HEAD', 'main'] });
  assert.equal(same.status, 0);
  assert.match(same.stdout, /^[0-9a-f]{12}\.\.[0-9a-f]{12}: nothing differs\n$/);
});

test('errors name the commit that has them, and nothing is compared', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/rain.md': document({ title: 'Rain' }, 'See [hail](hail.md).\n') });
  const { status, stdout, stderr } = diff(own);
  assert.equal(status, 1);
  assert.match(stderr, /^HEAD:content\/en\/rain\.md:5:12: error: link "hail\.md" leads nowhere.*\n {2}See \[hail\]\(hail\.md\)\.\n {13}\^$/m);
  assert.equal(stdout, 'HEAD: 1 error, nothing was compared\n');
  const [problem] = json(diff(own, ['--format', 'json']).stderr);
  assert.deepEqual([problem.path, problem.code], ['HEAD:content/en/rain.md', 'E-LINK']);
  const both = diff(own, [], { revisions: ['main', 'HEAD'] });
  assert.match(both.stderr, /^main:content[^]*^HEAD:content/m);
});

test('nothing is published, the repository is not written to, and nothing is left behind', (t) => {
  const own = newSite(t, site(pages));
  own.commit({ 'content/en/snow.md': null });
  const temporary = newFolder(t);
  const before = tree(own.root);
  assert.equal(diff(own, ['--text'], { cwd: own.root, env: { TMPDIR: temporary } }).status, 0);
  assert.deepEqual(tree(own.root), before);
  assert.deepEqual(fs.readdirSync(temporary), []);
  assert.equal(diff(own, [], { env: { TMPDIR: path.join(temporary, 'none') } }).status, 3);
});

test('a diff that is interrupted leaves nothing behind', async (t) => {
  const slow = 'function hooks() end\nreturn { site = function() local n = 0 while true do n = n + 1 end end }\n';
  const own = newSite(t, site({ ...pages, '/lua-plugins/slow.lua': slow }, 'plugins: [slow]\n'));
  const temporary = newFolder(t);
  const child = spawn(ssg, ['diff', 'HEAD', 'HEAD', own.repository], { env: { ...process.env, TMPDIR: temporary } });
  const ended = new Promise((resolve) => { child.on('close', (status, signal) => resolve(signal)); });
  while (!fs.readdirSync(temporary).length)
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  child.kill('SIGTERM');
  assert.equal(await ended, 'SIGTERM');
  assert.deepEqual(fs.readdirSync(temporary), []);
});

for (const [what, args] of Object.entries({
  'no revision': ['diff'],
  'one revision': ['diff', 'HEAD'],
  'three revisions and a site': ['diff', 'a', 'b', 'c', 'd'],
  'an unknown option': ['diff', 'a', 'b', '--wat'],
  'an unknown format': ['diff', 'a', 'b', '--format', 'xml'],
}))
  test(`${what}: an error of usage`, () => {
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^ssg diff: .*\nsee: ssg help diff$/m);
  });

test('a revision that is none is an error of usage', (t) => {
  const own = newSite(t, site(pages));
  const { status, stderr } = diff(own, [], { revisions: ['HEAD', 'gone'], cwd: os.tmpdir() });
  assert.equal(status, 2);
  assert.match(stderr, /gone/);
});
