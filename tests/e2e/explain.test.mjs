// ssg explain: what a page was made from, and why the last build made it anew or kept it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { document, newSite, run, tree } from './harness.mjs';
import { sample, site } from './sites.mjs';

/** Shows the title of b on the page of a: read in the plugin's line 7. */
const plugin = `return {
  site = function(site)
    site:relate(site:document("a"), "sibling", { site:document("b") })
  end,
  page = function(page)
    for _, sibling in ipairs(page.document and page.document:relation("sibling") or {}) do
      page.extra.b = sibling.title
    end
  end,
}
`;
const layout = `{{ page.title }}
{% if page.extra.b then %}{{ page.extra.b }}{% end %}
{% for _, d in ipairs(site:documents { section = "news" }) do %}{{ d.url }}
{% end %}`;

const pages = {
  'en/a.md': document({ title: 'A', summary: 'First' }, 'Text.\n'),
  'en/b.md': document({ title: 'B' }, 'More.\n'),
  'en/news/one.md': document({ title: 'One', date: '2026-01-02' }),
  '/lua-plugins/shows.lua': plugin,
  '/themes/own/layouts/page.html': layout,
};

function builtSite(t, more = {}) {
  const own = newSite(t, site({ ...pages, ...more }, 'plugins: [shows]\ntheme: own\n'));
  own.built();
  return own;
}

function rebuilt(own, files) {
  own.commit(files);
  own.built();
}

function explain(own, file, { args = [], ...options } = {}) {
  return run(['explain', file, own.repository, '-o', own.out, ...args], options);
}

/** The text of an answer that has to be given. */
function answer(own, file) {
  const { status, stdout, stderr } = explain(own, file);
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

/** The lines of WHY of an answer: first the decision, then reasons. */
const why = (own, file) => /^the last build, of [^]*?(?=\n\n|\n$)/m.exec(answer(own, file))[0].split('\n');

test('a page names its document, its templates and the plugins that had a say', (t) => {
  const text = answer(builtSite(t), 'en/a.html');
  assert.match(text, /^en\/a\.html\n\nmade from\n {2}commit {5}[0-9a-f]{12}\n {2}document {3}content\/en\/a\.md \(blob [0-9a-f]{12}, last changed 2026-01-01\)$/m);
  assert.match(text, /^ {2}layout {5}themes\/own\/layouts\/page\.html$/m);
  assert.match(text, /^ {2}plugins {4}lua-plugins\/shows\.lua \(site, page\)$/m);
});

test('what a page reads is told with the line of the template or plugin', (t) => {
  const text = answer(builtSite(t), 'en/a.html');
  assert.match(text, /^reads: documents$/m);
  assert.match(text, /^ {2}content\/en\/a\.md\n {6}title {2}<- themes\/own\/layouts\/page\.html:1$/m);
  assert.match(text, /^ {2}content\/en\/b\.md\n {6}title {2}<- lua-plugins\/shows\.lua:7$/m);
  assert.match(text, /^ {2}list of documents in section "news", by date\n {6}<- themes\/own\/layouts\/page\.html:3$/m);
});

test('a translation names its original, and a page without one the language that it is shown in', (t) => {
  const own = builtSite(t, { 'fr/b.md': document({ title: 'Bé' }) });
  const text = answer(own, 'fr/b.html');
  assert.match(text, /^ {2}document {3}content\/fr\/b\.md .*\n {2}original {3}content\/en\/b\.md /m);
  assert.match(answer(own, 'fr/a.html'), /^ {2}document {3}content\/en\/a\.md .*\n {2}shown in {3}en, as there is no translation for readers of fr$/m);
});

test('a title of another document: which, and the line of the plugin that read it', (t) => {
  const own = builtSite(t);
  rebuilt(own, { 'content/en/b.md': document({ title: 'Bee' }, 'More.\n') });
  const [decision, ...reasons] = why(own, 'en/a.html');
  assert.match(decision, /^the last build, of [0-9a-f]{12} after [0-9a-f]{12}, made this page again, because$/);
  assert.deepEqual(reasons, ['  title of content/en/b.md changed, read by lua-plugins/shows.lua:7']);
});

test('a page that reads a title is kept when another field changes', (t) => {
  const own = builtSite(t);
  rebuilt(own, { 'content/en/b.md': document({ title: 'B', weight: 3 }, 'More.\n') });
  assert.match(why(own, 'en/a.html').join('\n'), /kept this page/);
});

test('fields of another document: the line of the template that read one', (t) => {
  const own = builtSite(t, { '/themes/own/layouts/page.html': `${layout}{{ site:document("b").weight }}` });
  rebuilt(own, { 'content/en/b.md': document({ title: 'B', weight: 3 }, 'More.\n') });
  assert.deepEqual(why(own, 'en/a.html').slice(1),
    ['  fields of content/en/b.md changed, read by themes/own/layouts/page.html:4']);
});

test('a page that nothing has touched was kept', (t) => {
  const own = builtSite(t);
  rebuilt(own, { 'content/en/a.md': document({ title: 'Ah' }) });
  assert.match(why(own, 'en/b.html').join('\n'), /kept this page: nothing that it is made from had changed$/);
});

test('a document that came, and one that went', (t) => {
  const own = builtSite(t);
  rebuilt(own, { 'content/en/news/two.md': document({ title: 'Two', date: '2026-01-03' }) });
  assert.ok(why(own, 'en/a.html').includes('  list of documents in section "news", by date changed, read by themes/own/layouts/page.html:3'));
  assert.match(why(own, 'en/news/two.html')[0], /made this page: there was none before$/);
  rebuilt(own, { 'content/en/news/one.md': null });
  assert.ok(why(own, 'en/b.html').some((line) => line.startsWith('  list of documents in section "news"')));
});

test('a plugin or a setting makes all pages anew, and is named', (t) => {
  const own = builtSite(t);
  rebuilt(own, { 'content/data/x.yaml': 'a: 1\n', 'lua-plugins/shows.lua': `${plugin}\n` });
  const [decision, ...reasons] = why(own, 'en/b.html');
  assert.match(decision, /made this page again, as all files, because$/);
  assert.deepEqual(reasons, ['  lua-plugins/shows.lua changed', '  content/data/x.yaml was added']);
});

test('a template that changed, that came before another, or that went, is named', (t) => {
  const own = builtSite(t, { '/themes/own/partials/x.html': 'x', '/themes/own/layouts/page.html': `${layout}{% include "partials/x.html" %}` });
  rebuilt(own, { 'themes/own/partials/x.html': 'y', 'themes/own/partials/unused.html': 'y' });
  const [decision, ...reasons] = why(own, 'en/a.html');
  assert.match(decision, /made this page again, because$/);
  assert.deepEqual(reasons, ['  template partials/x.html changed']);
  assert.match(why(own, 'en/news/index.html')[0], /kept this page/);
  rebuilt(own, { 'themes/own/layouts/section.html': 'x' });
  assert.ok(why(own, 'en/news/index.html').includes('  template section.html changed'));
  rebuilt(own, { 'themes/own/layouts/section.html': null });
  assert.ok(why(own, 'en/news/index.html').includes('  template section.html changed'));
});

test('a string is listed with the line that says it, and named when it changed', (t) => {
  const own = builtSite(t, { '/themes/own/strings/en.yaml': 'hello: "Hello"\nbye: "Bye"\nnever: "Never"\n',
    '/themes/own/layouts/page.html': `${layout}{{ t("hello") }}\n{{ t("bye") }}` });
  assert.match(answer(own, 'en/a.html'), /^reads: strings\n {2}bye\n {6}<- themes\/own\/layouts\/page\.html:5\n {2}hello\n {6}<- themes\/own\/layouts\/page\.html:4$/m);
  rebuilt(own, { 'themes/own/strings/en.yaml': 'hello: "Hello!"\nbye: "Bye"\nnever: "Ever"\n' });
  assert.deepEqual(why(own, 'en/a.html').slice(1), ['  string hello changed, read by themes/own/layouts/page.html:4']);
  rebuilt(own, { 'themes/own/strings/en.yaml': 'hello: "Hello!"\nbye: "Bye"\n' });
  assert.match(why(own, 'en/a.html')[0], /kept this page/);
});

test('a first build, and a fresh one, went by nothing', (t) => {
  const own = builtSite(t);
  assert.match(why(own, 'en/a.html')[0], /made this page, as all files: there was no earlier build to compare with$/);
  rebuilt(own, { 'content/en/b.md': document({ title: 'Bee' }) });
  own.commit({ 'content/en/b.md': document({ title: 'Bees' }) });
  own.built({ fresh: true });
  assert.match(why(own, 'en/a.html')[0], /there was no earlier build to compare with$/);
});

test('feeds, assets and sitemaps are explained too', (t) => {
  const own = builtSite(t, { 'assets/x.txt': 'One.\n' });
  assert.match(answer(own, 'en/feed.xml'), /^ {2}documents {2}content\/en\/news\/one\.md /m);
  rebuilt(own, { 'content/assets/x.txt': 'Two.\n' });
  assert.match(answer(own, 'assets/x.txt'), /^ {2}file {7}content\/assets\/x\.txt$/m);
  assert.equal(why(own, 'assets/x.txt')[1], '  its bytes changed');
  assert.match(why(own, 'en/feed.xml')[0], /kept this feed/);
  assert.match(why(own, 'sitemap.xml')[0], /kept this sitemap/);
});

test('a page of a plugin names the line that wanted it', (t) => {
  const own = newSite(t, sample);
  own.built();
  const name = own.files().find((file) => /^en\/themes\/.*\.html$/.test(file));
  assert.match(answer(own, name), /^ {2}wanted by {2}lua-plugins\/theme-index\.lua:\d+$/m);
});

test('a document, or a path with the output folder before it, names the page too', (t) => {
  const own = builtSite(t);
  assert.equal(answer(own, 'content/en/a.md'), answer(own, 'en/a.html'));
  const { status, stdout } = run(['explain', './public/en/a.html', 'site', '-o', 'public/'], { cwd: own.root });
  assert.deepEqual([status, stdout], [0, answer(own, 'en/a.html')]);
});

test('a build of the work tree is explained as long as the work tree is what was built', (t) => {
  const own = builtSite(t);
  own.write({ 'content/en/b.md': document({ title: 'Uncommitted' }, 'More.\n') });
  own.built({ worktree: true });
  assert.match(answer(own, 'en/a.html'), /, with what is in the work tree$/m);
  assert.equal(why(own, 'en/a.html')[1], '  title of content/en/b.md changed, read by lua-plugins/shows.lua:7');
  own.write({ 'content/en/b.md': document({ title: 'Again' }) });
  assert.equal(explain(own, 'en/a.html').status, 2);
});

test('every decision that is told is the one that was made', (t) => {
  const own = newSite(t, sample);
  own.built();
  const original = Object.keys(sample).find((name) => /^content\/en\/.*[^x]\.md$/.test(name));
  rebuilt(own, { [original]: sample[original].replace(/title: .*/, 'title: Another') });
  const inode = (folder, name) => fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.ino;
  let kept = 0;
  let made = 0;
  for (const name of own.files().filter((file) => file.endsWith('.html'))) {
    const same = inode(own.out, name) === inode(path.join(own.root, '.public.ssg/previous'), name);
    assert.equal(/kept this page/.test(why(own, name)[0]), same, name);
    if (same) kept++;
    else made++;
  }
  assert.ok(kept > 3 && made > 3, `${kept} kept, ${made} made`);
});

test('nothing is written', (t) => {
  const own = builtSite(t);
  const before = tree(own.root);
  answer(own, 'en/a.html');
  assert.deepEqual(tree(own.root), before);
});

test('a file that is not there: what may be meant', (t) => {
  const { status, stdout, stderr } = explain(builtSite(t), 'en/new/one.html');
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^ssg explain: .*public has no file "en\/new\/one\.html" \(did you mean "en\/news\/one\.html"\?\)\nsee: ssg help explain\n$/);
});

test('an output that ssg did not build from this repository is refused', (t) => {
  const own = builtSite(t);
  const other = newSite(t, site({ 'en/a.md': document({ title: 'Other' }) }));
  assert.match(run(['explain', 'en/a.html', other.repository, '-o', own.out]).stderr, /build it again first/);
  assert.match(explain(own, 'en/a.html', { args: ['-o', own.repository] }).stderr, /was not built by ssg/);
  fs.rmSync(path.join(own.root, '.public.ssg'), { recursive: true });
  assert.equal(explain(own, 'en/a.html').status, 2);
});

for (const [what, args] of Object.entries({
  'no file': ['explain'],
  'two sites': ['explain', 'a', 'b', 'c'],
  'an unknown option': ['explain', 'a', '--wat'],
}))
  test(`${what}: an error of usage`, () => {
    const { status, stdout, stderr } = run(args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^ssg explain: .*\nsee: ssg help explain$/m);
  });

test('a program is told the same as people are', (t) => {
  const own = builtSite(t);
  const json = (file) => {
    const { status, stdout, stderr } = explain(own, file, { args: ['--format', 'json'] });
    assert.deepEqual([status, stderr, stdout.split('\n').length], [0, '', 2]);
    return JSON.parse(stdout);
  };
  const first = json('en/a.html');
  assert.deepEqual([first.path, first.kind, first.build, first.before, first.because], ['en/a.html', 'page', 'first', '', undefined]);
  assert.match(first.commit, /^[0-9a-f]{40}$/);
  assert.deepEqual(first.made_from.map((source) => source.as), ['commit', 'document', 'layout', 'plugins']);
  assert.match(first.made_from[1].what, /^content\/en\/a\.md \(blob /);
  assert.deepEqual(first.reads.find((read) => read.what === 'content/en/b.md'),
    { group: 'documents', what: 'content/en/b.md', fields: 'title', lines: 'lua-plugins/shows.lua:7' });

  rebuilt(own, { 'content/en/b.md': document({ title: 'Bee' }) });
  const again = json('en/a.html');
  assert.deepEqual([again.build, again.before], ['again', first.commit]);
  assert.deepEqual(again.because, why(own, 'en/a.html').slice(1).map((line) => line.trim()));
  assert.equal(json('en/feed.xml').build, 'again');
  assert.equal(json('fr/news/index.html').build, 'kept');
  assert.equal(json('robots.txt').reads, undefined);
  rebuilt(own, { 'content/data/x.yaml': 'a: 1\n', 'content/en/new.md': document({ title: 'New' }) });
  assert.deepEqual([json('en/a.html').build, json('en/a.html').because], ['all', ['content/data/x.yaml was added']]);
  rebuilt(own, { 'content/en/newer.md': document({ title: 'Newer' }) });
  assert.equal(json('en/newer.html').build, 'new');
});

test('of many reasons some are told, and how many more there are', (t) => {
  const own = builtSite(t);
  const many = (text) => Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`content/data/d${i}.yaml`, `a: ${text}\n`]));
  rebuilt(own, many('one'));
  const reasons = why(own, 'en/a.html').slice(1);
  assert.deepEqual([reasons.length, reasons.at(-1)], [21, '  and 10 more']);
  const answer = JSON.parse(explain(own, 'en/a.html', { args: ['--format', 'json'] }).stdout);
  assert.deepEqual([answer.because.length, answer.more], [20, 10]);
});
