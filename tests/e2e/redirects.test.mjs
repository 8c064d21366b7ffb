// The plugin redirects: old addresses lead to the pages that say now what they said, on any server and by maps for nginx and Apache.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

const pages = {
  'en/about/index.md': document({ title: 'About' }, 'Text.\n'),
  'fr/about/index.md': document({ title: 'À propos' }, 'Texte.\n'),
  'en/notes/a.md': document({ title: 'A' }, 'Text.\n'),
};

const made = (t, redirects, config = '') => {
  const it = newSite(t, site({ ...pages, '/content/data/redirects.yaml': redirects }, `plugins: [redirects]\n${config}`));
  it.built();
  return it;
};

/** Where a redirect page leads: a path below the site. */
const target = (it, name) => path.join(path.dirname(name), /http-equiv="refresh" content="0; url=([^"]*)"/.exec(it.page(name))[1]);

/** The lines of a map, as pairs of address and target. */
const nginx = (it) => it.page('redirects.nginx.map').split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => /^"([^"]+)" "([^"]+)";$/.exec(line).slice(1));
const apache = (it) => it.page('redirects.apache.txt').split('\n').filter((line) => line && !line.startsWith('#'))
  .map((line) => /^(\S+) (\S+)$/.exec(line).slice(1));

test('an old address is a page in a folder of its name, which leads on', (t) => {
  const it = made(t, '- {from: cms/about, to: about/index}\n- {from: node/12/, to: notes/a}\n- {from: old/page.html, to: notes/a}\n');
  assert.equal(target(it, 'cms/about/index.html'), 'en/about/index.html');
  assert.equal(target(it, 'node/12/index.html'), 'en/notes/a.html');
  assert.equal(target(it, 'old/page.html'), 'en/notes/a.html');
  assert.match(it.page('cms/about/index.html'), /<a href="[^"]*en\/about\/index\.html">About<\/a>/);
});

test('an address with a language leads to that language, and to the others by theirs', (t) => {
  const it = made(t, '- {from: en/content/about-us, to: about/index}\n- {from: multilingual/fr/content/a, to: notes/a}\n');
  assert.equal(target(it, 'en/content/about-us/index.html'), 'en/about/index.html');
  assert.equal(target(it, 'fr/content/about-us/index.html'), 'fr/about/index.html');
  assert.equal(target(it, 'multilingual/fr/content/a/index.html'), 'fr/notes/a.html');
  assert.equal(target(it, 'multilingual/en/content/a/index.html'), 'en/notes/a.html');
  assert.match(it.page('fr/content/about-us/index.html'), /<html lang="fr"/);
});

test('what is written goes before what follows from another language', (t) => {
  const it = made(t, '- {from: en/content/x, to: about/index}\n- {from: fr/content/x, to: notes/a}\n');
  assert.equal(target(it, 'en/content/x/index.html'), 'en/about/index.html');
  assert.equal(target(it, 'fr/content/x/index.html'), 'fr/notes/a.html');
});

test('languages are found by their tags', (t) => {
  const it = newSite(t, {
    'site.yaml': 'title: T\nbase_url: https://example.org/\nlanguages: [en, {code: zh, tag: zh-Hans}]\nplugins: [redirects]\n',
    'content/en/a.md': '# A\n',
    'content/data/redirects.yaml': '- {from: zh-hans/node/1, to: a}\n',
  });
  it.built();
  assert.equal(target(it, 'zh-hans/node/1/index.html'), 'zh/a.html');
  assert.equal(target(it, 'en/node/1/index.html'), 'en/a.html');
});

test('the maps of nginx and Apache say the same as the pages', (t) => {
  const it = made(t, '- {from: en/content/été – a, to: about/index}\n- {from: cms/b, to: notes/a}\n', '');
  const pairs = nginx(it);
  assert.deepEqual(pairs, [
    ['/en/content/été – a', '/en/about/index.html'],
    ['/cms/b', '/en/notes/a.html'],
    ['/fr/content/été – a', '/fr/about/index.html'],
  ]);
  for (const [from, to] of pairs) assert.equal(`/${target(it, `${from.slice(1)}/index.html`)}`, to);
  assert.deepEqual(apache(it), [['/cms/b', '/en/notes/a.html']], 'a key of a RewriteMap has no space');
});

test('the maps know in which folder the site is', (t) => {
  const it = newSite(t, { ...site({ ...pages, '/content/data/redirects.yaml': '- {from: cms/b, to: notes/a}\n' }),
    'site.yaml': 'title: T\nbase_url: https://example.org/igf/\nlanguages: [en, fr]\nplugins: [redirects]\n' });
  it.built();
  assert.deepEqual(nginx(it), [['/igf/cms/b', '/igf/en/notes/a.html']]);
});

test('old addresses are no pages of a language, and not in the sitemap', (t) => {
  const it = made(t, '- {from: cms/b, to: notes/a}\n');
  assert.doesNotMatch(it.page('sitemap.xml'), /cms/);
  assert.match(it.built({ fresh: true }).stdout, /^\d+ pages: en \d+, fr \d+$/m);
});

for (const [what, redirects, words] of [
  ['leads to no document', '- {from: cms/b, to: notes/nope}\n', /redirects\.yaml, entry 1: there is no document notes\/nope/],
  ['has no target', '- {from: cms/b}\n', /redirects\.yaml, entry 1: there is no document nil/],
  ['has a query', '- {from: cms/a, to: notes\/a}\n- {from: "index.php?id=1", to: notes/a}\n', /redirects\.yaml, entry 2: `from` is a path/],
  ['is an address of elsewhere', '- {from: "https://example.org/x", to: notes/a}\n', /redirects\.yaml, entry 1: `from` is a path/],
  ['is that of a page', '- {from: en/notes/a.html, to: about/index}\n', /two files would be en\/notes\/a\.html/],
])
  test(`an old address that ${what} is an error`, (t) => {
    const build = newSite(t, site({ ...pages, '/content/data/redirects.yaml': redirects }, 'plugins: [redirects]\n')).build();
    assert.equal(build.status, 1);
    assert.match(build.stderr, words);
  });

test('a site without a list of old addresses has no maps', (t) => {
  const it = newSite(t, site(pages, 'plugins: [redirects]\n'));
  it.built();
  assert.equal(it.exists('redirects.nginx.map'), false);
});

// ---- the list of the site in this repository

/** What an address names, whatever its language and host: `content/about-mag`. */
const named = (address) => decodeURI(address).replace(/[?#].*/, '').replace(/\/$/, '').replace(/^multilingual\//, '').replace(/^(en|fr|es|ru|ar|zh-hans)\//, '');

test('each old address of the Forum is a source of the page that it leads to, or of its section', () => {
  const list = fs.readFileSync('content/data/redirects.yaml', 'utf8');
  const entries = [...list.matchAll(/^- \{from: "?(.+?)"?, to: (\S+)\}$/gm)].map(([, from, to]) => ({ from, to }));
  assert.ok(entries.length > 50, `${entries.length} entries`);
  assert.equal(entries.length, list.split('\n').filter((line) => line.startsWith('-')).length);
  for (const { from, to } of entries) {
    const files = to.endsWith('/index')
      ? fs.readdirSync(`content/en/${path.dirname(to)}`).map((name) => `content/en/${path.dirname(to)}/${name}`)
      : [`content/en/${to}.md`];
    const sources = files.flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(/https?:\/\/[a-z.]*intgovforum\.org\/([^\s'"<>)\],}]*)/g)].map(([, address]) => named(address)));
    assert.ok(sources.includes(named(from)), `${from} is no source of ${to}`);
  }
});
