// Links are relative paths of .md files, checked, and written as relative .html ones.
import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnostics, document, element, links, newSite, tags } from './harness.mjs';
import { png, site } from './sites.mjs';

const main = (it, name) => element(it.page(name), 'main');
const text = (body, fields = { title: 'A' }) => document(fields, body);

test('links to documents become relative links to pages', (t) => {
  const it = newSite(t, site({
    'en/a.md': text('[b](deep/er/b.md) [section](deep/index.md) [anchor](deep/er/b.md#part-two)\n'),
    'en/deep/index.md': text('Deep.\n', { title: 'Deep' }),
    'en/deep/er/b.md': text('[a](../../a.md)\n\n## Part two\n\nText.\n', { title: 'B' }),
  }));
  it.built();

  const hrefs = links(main(it, 'en/a.html'));
  for (const href of ['deep/er/b.html', 'deep/index.html', 'deep/er/b.html#part-two'])
    assert.ok(hrefs.includes(href), href);
  assert.ok(links(main(it, 'en/deep/er/b.html')).includes('../../a.html'));
});

test('links elsewhere stay as they are written', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('[x](https://example.com/?a=1&b=2) [m](mailto:a@example.com) [self](#here)\n\n## Here\n\nText.\n') }));
  it.built();

  const hrefs = links(main(it, 'en/a.html'));
  for (const href of ['https://example.com/?a=1&amp;b=2', 'mailto:a@example.com', '#here'])
    assert.ok(hrefs.includes(href), href);
});

test('heading ids are readable in all scripts, and unique', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('## Частная жизнь\n\n## 为什么 重要\n\n## لماذا\n\n## L’accès: *pour* tous!\n\n## Twice\n\n## Twice\n') }));
  it.built();

  const ids = tags(it.page('en/a.html'), 'h2').map((heading) => heading.id);
  for (const id of ['частная-жизнь', '为什么-重要', 'لماذا', 'twice'])
    assert.ok(ids.includes(id), `${id} in ${ids}`);
  assert.equal(new Set(ids).size, ids.length);
});

for (const [what, body, suggestion] of [
  ['a file that does not exist', 'See [x](exmaple.md).', /example\.md/],
  ['an anchor that does not exist', 'See [x](example.md#frist-part).', /first-part/],
  ['an anchor of the page itself that does not exist', 'See [x](#nowhere).', null],
  ['an asset that does not exist', 'See ![x](../assets/gray.png).', /grey\.png/],
  ['a path out of the site', 'See [x](../../../../etc/passwd).', null],
])
  test(`a link to ${what} is an error at the link`, (t) => {
    const it = newSite(t, site({
      'en/a.md': text(`${body}\n`),
      'en/example.md': text('## First part\n\nText.\n', { title: 'Example' }),
      'assets/grey.png': png(1, 1),
    }));
    const build = it.build();
    assert.equal(build.status, 1);
    const line = build.stderr.split('\n')[0];
    assert.match(line, /^content\/en\/a\.md:5:\d+: error: .*\[E-(LINK|ANCHOR)\]$/);
    if (suggestion) assert.match(line, new RegExp(`did you mean .*${suggestion.source}`));
  });

test('links: warn turns errors about links into warnings', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('See [x](gone.md).\n') }, 'links: warn\n'));
  assert.match(it.built().stderr, /a\.md:5:\d+: warning: /);
  assert.ok(it.exists('en/a.html'));
});

test('an alias is a page that leads to where the document is now', (t) => {
  const it = newSite(t, site({ 'en/new/a.md': text('Text.\n', { title: 'A', aliases: ['old/a.html'] }) }));
  it.built();
  const page = it.page('en/old/a.html');

  const refresh = tags(page, 'meta').find((meta) => meta['http-equiv']?.toLowerCase() === 'refresh');
  assert.match(refresh.content, /^0;\s*url=\.\.\/new\/a\.html$/i);
  assert.ok(links(page).includes('../new/a.html'));
});

test('an alias that takes the place of a page is an error', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('Text.\n', { title: 'A', aliases: ['b.html'] }), 'en/b.md': text('Text.\n') }));
  const build = it.build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /content\/en\/a\.md:\d+:\d+: error: /);
});

test('a picture with a title is a figure of the size of its file', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('![grey](../assets/grey.png "All grey")\n'), 'assets/grey.png': png(64, 32) }));
  it.built();
  const figure = element(main(it, 'en/a.html'), 'figure');
  const [image] = tags(figure, 'img');

  assert.deepEqual([image.width, image.height, image.alt, image.loading], ['64', '32', 'grey', 'lazy']);
  assert.match(figure, /<figcaption>All grey<\/figcaption>/);
  assert.ok(it.exists(image.src.replace('../', '')), image.src);
});

// ---- what the plugin cross-links adds

const cross = 'plugins: [cross-links]\n';

test('wiki links find a document by title, slug or alias', (t) => {
  const it = newSite(t, site({
    'en/a.md': text('[[Privacy online]] and [[privacy]] and [[old/name.html|words]]\n'),
    'en/privacy.md': text('Text.\n', { title: 'Privacy online', aliases: ['old/name.html'] }),
  }, cross));
  it.built();
  assert.match(main(it, 'en/a.html'), /<a [^>]*href="privacy\.html"[^>]*>Privacy online<\/a> and <a [^>]*href="privacy\.html"[^>]*>[^<]+<\/a> and <a [^>]*href="privacy\.html"[^>]*>words<\/a>/);
});

test('a wiki link to nothing is an error with a suggestion', (t) => {
  const it = newSite(t, site({ 'en/a.md': text('[[Privcy]]\n'), 'en/privacy.md': text('Text.\n', { title: 'Privacy' }) }, cross));
  const build = it.build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /^content\/en\/a\.md:5:1: error: .*\(did you mean "[Pp]rivacy"\?\)/m);
});

test('a page lists the pages that link to it', (t) => {
  const it = newSite(t, site({
    'en/a.md': text('[b](b.md)\n', { title: 'From here' }),
    'en/b.md': text('Text.\n', { title: 'B' }),
  }, cross));
  it.built();
  assert.ok(links(main(it, 'en/b.html')).includes('a.html'));
});

test('related documents share terms, the rarer the better', (t) => {
  const it = newSite(t, site({
    'en/a.md': text('Text.\n', { title: 'A', themes: ['common', 'rare'] }),
    'en/b.md': text('Text.\n', { title: 'B', themes: ['common'] }),
    'en/c.md': text('Text.\n', { title: 'C', themes: ['rare'] }),
    'en/d.md': text('Text.\n', { title: 'D', themes: ['common'] }),
    'en/e.md': text('Text.\n', { title: 'E', themes: ['other'] }),
  }, `${cross}taxonomies: {themes: {open: true}}\n`));
  it.built();
  const related = links(main(it, 'en/a.html')).filter((href) => /^[b-e]\.html$/.test(href));

  assert.equal(related[0], 'c.html');
  assert.ok(related.includes('b.html') && !related.includes('e.html'));
});

test('documents of a series lead to their neighbours', (t) => {
  const part = (n) => text('Text.\n', { title: `Part ${n}`, series: 'parts', weight: n });
  const it = newSite(t, site({ 'en/p1.md': part(1), 'en/p2.md': part(2), 'en/p3.md': part(3) }, cross));
  it.built();

  const hrefs = links(main(it, 'en/p2.html')).filter((href) => /^p\d/.test(href));
  assert.deepEqual([...new Set(hrefs)].sort(), ['p1.html', 'p3.html']);
});

// ---- addresses: no two files are one

const addsPage = (page) => ({ '/lua-plugins/pages.lua': `return {site = function(site) ${page} end}\n` });
const broken = (t, pages, config) => {
  const build = newSite(t, site(pages, config)).build({ format: 'json' });
  assert.equal(build.status, 1, build.stderr);
  return diagnostics(build);
};

test('an alias cannot have the address of a feed, of a folder, or one below a page', (t) => {
  for (const alias of ['feed.xml', 'messages', 'messages/b.html/old.html', 'Messages/B.html', 'n'.repeat(256)]) {
    const found = broken(t, { 'en/a.md': text('Text.\n', { title: 'A', aliases: [alias] }), 'en/messages/b.md': text('Text.\n') });
    assert.ok(found.some((d) => d.code === 'E-PATH' && d.path === 'content/en/a.md' && d.line > 0), alias);
    assert.ok(found.every((d) => d.code === 'E-PATH'), alias);
  }
});

test('pages and feeds of a plugin cannot share an address, in whatever order they come', (t) => {
  const plugins = 'plugins: [pages]\n';
  const page = (path) => `site:add_page{path = "${path}", title = "T"}`;
  for (const code of [page('feed.xml'), `site:add_feed{path = "x.xml"}; ${page('x.xml')}`, `${page('x.xml')}; site:add_feed{path = "x.xml"}`,
    `${page('q')}; ${page('q/r.html')}`, `${page('q/r.html')}; ${page('q')}`, `${page('A.html')}; ${page('a.html')}`]) {
    const found = broken(t, { 'en/x.md': text('Text.\n'), ...addsPage(code) }, plugins);
    assert.ok(found.length && found.every((d) => d.code === 'E-PATH' && d.path === 'lua-plugins/pages.lua' && d.line === 1), code);
  }
});

test('open terms that differ in case alone are an error', (t) => {
  const found = broken(t, {
    'en/a.md': text('Text.\n', { title: 'A', themes: ['IXP'] }), 'en/b.md': text('Text.\n', { title: 'B', themes: ['ixp'] }),
  }, 'plugins: [theme-index]\ntaxonomies: {themes: {open: true}}\n');
  assert.ok(found.length && found.every((d) => d.code === 'E-PATH' && d.message.includes('themes/IXP.')));
});

test('wiki links that no plugin makes are one warning', (t) => {
  const build = newSite(t, site({ 'en/a.md': text('[[B]] [[B]]\n'), 'en/b.md': text('Text.\n', { title: 'B' }) })).built({ format: 'json' });
  assert.deepEqual(diagnostics(build).map((d) => [d.code, d.path, d.line]), [['W-WIKI', 'content/en/a.md', 5]]);
});
