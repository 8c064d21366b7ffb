// The smallest site: exactly the files that the documentation promises, and nothing beside them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { createHash } from 'node:crypto';
import { document, element, links, newSite, tags, tree } from './harness.mjs';
import { languages, smallest } from './sites.mjs';

test('the output is the list of files that the documentation names', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const each = (name) => languages.map((lang) => `${lang}/${name}`);
  const files = site.files().map((name) => name.replace(/\.[0-9a-f]{8,}\.css$/, '.<digest>.css'));

  assert.deepEqual(files.filter((name) => !name.startsWith('assets/')), [
    '404.html', 'SHA256SUMS', 'index.html', 'mirror.json', 'robots.txt', 'sitemap.xml',
    ...each('index.html'), ...each('feed.xml'),
    ...each('best-practices/index.html'), ...each('best-practices/doc-1.html'),
    ...each('themes/index.html'), ...each('themes/a.html'), ...each('themes/b.html'),
    ...each('themes/a.xml'), ...each('themes/b.xml'),
    ...each('regions/index.html'), ...each('regions/c.html'), ...each('regions/c.xml'),
  ].sort());
  assert.deepEqual(files.filter((name) => name.startsWith('assets/')), ['assets/style.<digest>.css']);
});

test('a page shows its document in the language of its address', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const page = site.page('fr/best-practices/doc-1.html');

  assert.match(page, /<html[^>]* lang="fr"/);
  assert.match(element(page, 'h1'), /Une pratique/);
  assert.match(page, /<h2[^>]* id="ce-qui-a-été-fait"/);
  assert.match(page, /Premier paragraphe\./);
});

test('a translation inherits the fields that it does not write', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const page = site.page('fr/best-practices/doc-1.html');

  assert.match(page, /datetime="2026-01-02"/);
  for (const term of ['themes/a', 'themes/b', 'regions/c'])
    assert.ok(links(page).some((href) => href.endsWith(`${term}.html`)), term);
});

test('the page of the root lets the reader choose a language, each named in itself', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const choices = tags(site.page('index.html'), 'a').filter((a) => /^\w\w\/index\.html$/.test(a.href));

  assert.deepEqual(choices.map((a) => a.href.slice(0, 2)), languages);
  assert.deepEqual(choices.map((a) => a.lang.slice(0, 2)), languages);
  assert.match(site.page('index.html'), /Français[^]*Español[^]*Русский[^]*中文[^]*العربية/i);
});

test('the page for what is not found names languages by their full addresses, as it may be shown at any', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const choices = tags(site.page('404.html'), 'a').map((a) => a.href).filter((href) => href.endsWith('/index.html'));

  assert.deepEqual(choices, languages.map((lang) => `https://example.org/${lang}/index.html`));
});

test('every link of every page with an address of its own is relative and ends in a file that exists', (t) => {
  const site = newSite(t, smallest);
  site.built();
  for (const name of site.files().filter((file) => file.endsWith('.html') && file !== '404.html'))
    for (const href of links(site.page(name))) {
      if (href.startsWith('#')) continue;
      assert.doesNotMatch(href, /^(\w+:|\/)/, `${name} links to ${href}`);
      const target = path.join(path.dirname(name), decodeURI(href.split('#')[0]));
      assert.ok(site.exists(target) && !target.endsWith('/'), `${name} links to ${href}`);
    }
});

test('the sitemap lists every document with its alternates in all languages', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const sitemap = site.page('sitemap.xml');

  assert.match(sitemap, /<loc>https:\/\/example\.org\/fr\/best-practices\/doc-1\.html<\/loc>/);
  assert.match(sitemap, /hreflang="fr" href="https:\/\/example\.org\/fr\/best-practices\/doc-1\.html"/);
  assert.match(sitemap, /hreflang="x-default"/);
  assert.match(site.page('robots.txt'), /Sitemap: https:\/\/example\.org\/sitemap\.xml/);
});

test('many pages are listed in several sitemaps below an index, and an edit changes one of them', (t) => {
  const pages = {};
  for (let i = 0; i < 1200; i++) pages[`content/en/notes/n${i}.md`] = `# Note ${i}\n`;
  const site = newSite(t, { 'site.yaml': 'title: Many\nbase_url: https://example.org/\nlanguages: [en, fr]\n', ...pages });
  site.built();
  const maps = () => new Map(site.files().filter((name) => /^sitemap-\d+\.xml$/.test(name)).map((name) => [name, site.page(name)]));
  const before = maps();
  const listed = [...before.values()].flatMap((map) => [...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map((loc) => loc[1]));

  assert.ok(before.size > 1);
  assert.deepEqual([...site.page('sitemap.xml').matchAll(/<loc>https:\/\/example\.org\/([^<]*)<\/loc>/g)].map((loc) => loc[1]).sort(),
    [...before.keys()].sort());
  assert.equal(new Set(listed).size, listed.length, 'no address stands twice');
  for (const name of Object.keys(pages))
    assert.ok(listed.includes(`https://example.org/${name.slice(8, -3)}.html`), name);
  site.commit({ 'content/en/notes/n7.md': '# Note 7\n\nMore.\n', 'content/fr/notes/n8.md': '# Note 8\n' });
  site.built();
  const after = maps();
  const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name));
  assert.deepEqual([...after.keys()], [...before.keys()]);
  assert.ok(changed.length >= 1 && changed.length <= 2, `changed: ${changed}`);
  assert.match(changed.map((name) => after.get(name)).join(), /notes\/n7\.html<\/loc>\s*<lastmod>2026-01-02/);
});

test('the Atom feed has an entry for each document, with an id that does not depend on the scheme', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const feed = site.page('fr/feed.xml');

  assert.match(feed, /<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom"/);
  assert.equal(feed.match(/<entry\b/g).length, 1);
  assert.match(feed, /<title[^>]*>Une pratique<\/title>/);
  site.commit({ 'site.yaml': smallest['site.yaml'].replace('https://', 'http://') });
  site.built();
  const ids = (text) => [...text.matchAll(/<id>([^<]*)<\/id>/g)].map((id) => id[1]);
  assert.deepEqual(ids(site.page('fr/feed.xml')), ids(feed));
});

test('SHA256SUMS lists every other file with its digest', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const files = tree(site.out);
  files.delete('SHA256SUMS');
  const expected = [...files].map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}`);

  assert.deepEqual(site.page('SHA256SUMS').trimEnd().split('\n').sort(), expected.sort());
});

test('all that is not published lies in one hidden folder beside the output', (t) => {
  const site = newSite(t, smallest);
  site.built();
  assert.deepEqual(fs.readdirSync(site.root).sort(), ['.public.ssg', 'public', 'site']);
});

test('the repository is not touched', (t) => {
  const site = newSite(t, smallest);
  const before = tree(site.repository);
  site.built();
  assert.deepEqual(tree(site.repository), before);
});

test('the style sheet is small, and its name changes with its content', (t) => {
  const site = newSite(t, smallest);
  site.built();
  const name = site.find(/^assets\/style\.\w+\.css$/);

  assert.ok(fs.statSync(path.join(site.out, name)).size < 8192);
  site.commit({ 'themes/plain/assets/style.css': 'body { color: black }\n' });
  site.built();
  assert.notEqual(site.find(/^assets\/style\.\w+\.css$/), name);
});

test('the summary says how many pages each language has and what was published', (t) => {
  const { stdout } = newSite(t, smallest).built();
  for (const lang of languages)
    assert.match(stdout, new RegExp(`\\b${lang}\\b`));
  assert.match(stdout, /public/);
  assert.match(stdout, /\d+ pages/);
});

test('the author of a feed is the site, of an entry the field author; committers are not named', (t) => {
  const it = newSite(t, { ...smallest, 'content/en/best-practices/doc-2.md': document({ title: 'Two', author: ['Ana', 'Bo'] }) });
  it.built();
  const feed = it.page('en/feed.xml');
  assert.doesNotMatch(feed, /Ada/);
  const [, one, two] = /<entry>([^]*?)<\/entry>\s*<entry>([^]*?)<\/entry>/.exec(feed);
  const [named, plain] = /Two/.test(one) ? [one, two] : [two, one];
  assert.deepEqual([...named.matchAll(/<name>(.*?)<\/name>/g)].map(([, name]) => name), ['Ana', 'Bo']);
  assert.doesNotMatch(plain, /<author>/);
  assert.match(feed.split('<entry>')[0], /<author>\s*<name>Bench<\/name>/);
});
