// What a corpus that nobody made for ssg is like: odd or no front matter, dead links, many languages.
import assert from 'node:assert/strict';
import test from 'node:test';
import { document, element, newSite, tags } from './harness.mjs';
import { site } from './sites.mjs';

const codes = ['ar', 'bg', 'bn', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he', 'hi', 'hr', 'hu', 'hy', 'id',
  'it', 'ja', 'ka', 'ko', 'lt', 'lv', 'nl', 'no', 'pl', 'pt', 'pt-br', 'ro', 'ru', 'sk', 'sr', 'sv', 'th', 'tr', 'uk', 'vi', 'zh-cn', 'zh-tw'];

test('without front matter the first heading is the title', (t) => {
  const it = newSite(t, site({ 'en/a.md': '# The *first* heading\n\nText.\n' }));
  it.built();
  const page = it.page('en/a.html');

  assert.match(element(page, 'title'), /The first heading/);
  assert.equal(page.match(/<h1\b/g).length, 1, 'the heading is shown once');
});

test('without front matter and heading the name of the file is the title', (t) => {
  const it = newSite(t, site({ 'en/some-name.md': 'Only text.\n' }));
  it.built();
  assert.match(element(it.page('en/some-name.html'), 'title'), /some[- ]name/i);
});

for (const [what, text] of Object.entries({
  'an empty file': '',
  'a byte order mark': '\ufeff---\ntitle: Marked\n---\nText.\n',
  'CR LF line ends': '---\r\ntitle: Marked\r\n---\r\n\r\nText.\r\n',
  'empty front matter': '---\n---\n\n# Marked\n',
  'front matter ended by dots': '---\ntitle: Marked\n...\n\nText.\n',
  'no line end at the end': '# Marked',
  'a rule at the start': '---\n\nMarked is no front matter.\n\n---\n\nMore.\n',
  'fields that nobody knows': '---\ntitle: Marked\nsidebar_position: 3\ntags: [a, {b: c}]\n"odd key": ~\n---\nText.\n',
}))
  test(`${what} builds`, (t) => {
    const it = newSite(t, site({ 'en/a.md': text, 'en/b.md': '# B\n' }, 'links: warn\n'));
    it.built();
    if (text.includes('Marked')) assert.match(it.page('en/a.html'), /Marked/);
  });

test('a site of 42 languages has all of them, each with its own name and direction', (t) => {
  const it = newSite(t, {
    'site.yaml': `title: Docs\nbase_url: https://example.org/\nlanguages: [${codes.join(', ')}]\nlinks: warn\n`,
    ...Object.fromEntries(codes.map((code) => [`content/${code}/guide/intro.md`, `# Intro ${code}\n\n[gone](../nowhere.md)\n`])),
  });
  it.built();
  const direction = (code) => tags(it.page(`${code}/guide/intro.html`), 'html')[0].dir;

  for (const code of codes)
    assert.match(it.page(`${code}/guide/intro.html`), new RegExp(`Intro ${code}`));
  for (const code of ['ar', 'fa', 'he'])
    assert.equal(direction(code), 'rtl', code);
  assert.equal(new Set([...it.page('index.html').matchAll(/<a [^>]*href="[\w-]+\/index\.html"[^>]*>([^<]*)</g)].map((match) => match[1].trim())).size, codes.length);
});

test('documents 30 folders deep and names of all scripts build', (t) => {
  const deep = `en/${'d/'.repeat(30)}x.md`;
  const it = newSite(t, site({ [deep]: '# Deep\n', 'en/имя 名 اسم & co.md': '# Names\n', 'en/index-of.md': `[x](${encodeURI('имя 名 اسم & co.md')})\n` }));
  it.built();
  assert.ok(it.exists(deep.replace('.md', '.html')) && it.exists('en/имя 名 اسم & co.html'));
});

test('documents that only a translation has are shown in every language', (t) => {
  const it = newSite(t, site({ 'en/a.md': '# A\n', 'fr/b.md': document({ title: 'Seulement ici' }) }));
  it.built();
  assert.match(it.page('en/b.html'), /Seulement ici/);
});

test('raw HTML is left out with a warning, unless the site allows it', (t) => {
  const raw = { 'en/a.md': '# A\n\n<div class="x">inside</div>\n\nAnd <b>bold</b>.\n' };
  const strict = newSite(t, site(raw));
  assert.match(strict.built().stderr, /content\/en\/a\.md:3(:\d+)?: warning: .*HTML/i);
  assert.doesNotMatch(strict.page('en/a.html'), /<div class="x">/);

  const open = newSite(t, site(raw, 'markdown: {raw_html: true}\n'));
  open.built();
  assert.match(open.page('en/a.html'), /<div class="x">inside<\/div>/);
});

test('thousands of documents build', (t) => {
  const it = newSite(t, site(Object.fromEntries(Array.from({ length: 3000 }, (_, i) =>
    [`en/s-${i % 50}/p-${i}.md`, `# Page ${i}\n\nSee [next](../s-${(i + 1) % 50}/p-${i + 1}.md).\n`])), 'links: warn\n'));
  it.built();
  assert.equal(it.files().filter((name) => /^fr\/s-\d+\/p-\d+\.html$/.test(name)).length, 3000);
});
