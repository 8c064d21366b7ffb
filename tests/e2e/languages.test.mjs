// A page never shows one language as another, and never is missing in one.
import assert from 'node:assert/strict';
import test from 'node:test';
import { diagnostics, document, element, git, links, newSite, tags } from './harness.mjs';
import { languages } from './sites.mjs';

/** Six languages; `messages/x` exists in those of `titles`. */
const translated = (titles, config = '') => ({
  'site.yaml': `title: {en: Test}\nbase_url: https://example.org/\nlanguages: [en, fr, es, ru, zh, ar]\n${config}`,
  ...Object.fromEntries(Object.entries(titles).map(([lang, title]) =>
    [`content/${lang}/messages/x.md`, document({ title }, `Text in ${lang}.\n`)])),
  'content/en/messages/y.md': document({ title: 'Other' }, 'See [x](x.md).\n'),
});
const html = (page) => tags(page, 'html')[0];

test('a fallback page bears the language of its text where the text is, and the reader’s elsewhere', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }));
  site.built();
  const page = site.page('ar/messages/x.html');

  assert.deepEqual([html(page).lang, html(page).dir], ['ar', 'rtl']);
  assert.match(element(page, 'main'), /<[^>]* lang="en"[^>]* dir="ltr"|<[^>]* dir="ltr"[^>]* lang="en"/);
  assert.match(page, /Text in en\./);
});

test('a fallback page tells the reader so, in the reader’s language', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }));
  site.built();
  const notice = (name) => /class="[^"]*\b(notice|fallback)\b[^"]*"[^>]*>([^]*?)<\/(p|div|aside)>/.exec(site.page(name))?.[2] ?? '';

  assert.match(notice('ar/messages/x.html'), /[\u0600-\u06ff]/);
  assert.match(notice('ru/messages/x.html'), /[а-я]/);
  assert.equal(notice('fr/messages/x.html'), '');
});

test('the fallback is the first available language of the configured chain', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }, 'fallback_chain: {ar: [fr, en]}\n'));
  site.built();

  assert.match(site.page('ar/messages/x.html'), /Text in fr\./);
  assert.match(site.page('es/messages/x.html'), /Text in en\./);
});

test('right-to-left pages say so', (t) => {
  const site = newSite(t, translated({ en: 'English', ar: 'العربية' }));
  site.built();

  assert.deepEqual([html(site.page('ar/messages/x.html')).lang, html(site.page('ar/messages/x.html')).dir], ['ar', 'rtl']);
  assert.notEqual(html(site.page('en/messages/x.html')).dir, 'rtl');
});

test('a page names its translations, and only those, for search engines', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français', zh: '中文' }));
  site.built();
  const alternates = tags(site.page('fr/messages/x.html'), 'link').filter((link) => link.hreflang);

  assert.deepEqual(Object.fromEntries(alternates.map((link) => [link.hreflang.slice(0, 2), link.href])), {
    en: 'https://example.org/en/messages/x.html',
    fr: 'https://example.org/fr/messages/x.html',
    zh: 'https://example.org/zh/messages/x.html',
    'x-': 'https://example.org/en/messages/x.html',
  });
});

test('the canonical address of a fallback page is that of its original', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }));
  site.built();
  const canonical = (name) => tags(site.page(name), 'link').find((link) => link.rel === 'canonical').href;

  assert.equal(canonical('es/messages/x.html'), 'https://example.org/en/messages/x.html');
  assert.equal(canonical('fr/messages/x.html'), 'https://example.org/fr/messages/x.html');
});

test('every page lets the reader change to the same page in each language', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }));
  site.built();
  for (const lang of languages) {
    const hrefs = links(site.page(`${lang}/messages/x.html`));
    for (const other of languages.filter((each) => each !== lang))
      assert.ok(hrefs.includes(`../../${other}/messages/x.html`), `${lang} to ${other}`);
  }
});

test('a link leads to the page in the reader’s language', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }));
  site.built();
  assert.ok(links(element(site.page('fr/messages/y.html'), 'main')).includes('x.html'));
});

test('fallback: links makes no fallback pages; links and lists lead to the other language', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }, 'fallback: links\n'));
  site.built();

  assert.equal(site.exists('es/messages/x.html'), false);
  assert.ok(site.exists('es/index.html'));
  const list = tags(site.page('es/messages/index.html'), 'a').find((a) => a.href.endsWith('/x.html'));
  assert.equal(list.href, '../../en/messages/x.html');
});

test('fallback: none leaves out what is not translated', (t) => {
  const site = newSite(t, translated({ en: 'English', fr: 'Français' }, 'fallback: none\n'));
  site.built();

  assert.equal(site.exists('es/messages/x.html'), false);
  assert.ok(site.exists('fr/messages/x.html'));
  assert.ok(!site.exists('es/messages/index.html') || !links(site.page('es/messages/index.html')).some((href) => /\/[xy]\.html/.test(href)));
});

test('a translation older than its original is known to be', (t) => {
  const site = newSite(t, translated({ en: 'English' }));
  const source = site.commit({ 'content/en/messages/x.md': document({ title: 'English' }, 'Text.\n') });
  site.commit({ 'content/fr/messages/x.md': document({ title: 'Français', source }, 'Texte.\n') });
  site.built();
  const fresh = site.page('fr/messages/x.html');
  site.commit({ 'content/en/messages/x.md': document({ title: 'English' }, 'Other text.\n') });
  site.built();

  assert.match(site.page('fr/messages/x.html'), /class="notice"/);
  assert.doesNotMatch(fresh, /class="notice"/);
});

// Two commits of the original, then a translation made from `source`; its W-SOURCE warnings, and whether it is stale.
function translatedFrom(t, source, { shallow } = {}) {
  const site = newSite(t, translated({ en: 'English' }));
  const first = site.commit({ 'content/en/messages/x.md': document({ title: 'English' }, 'Text.\n') });
  const blob = git(site.repository, ['rev-parse', 'HEAD:content/en/messages/x.md']);
  const second = site.commit({ 'content/en/messages/x.md': document({ title: 'English' }, 'Other text.\n') });
  site.commit({ 'content/fr/messages/x.md': document({ title: 'Français', source: source({ first, second, blob }) }, 'Texte.\n') });
  let repository = site.repository;
  if (shallow) {
    repository = `${site.root}/shallow`;
    git(site.root, ['clone', '-q', '--depth', '1', `file://${site.repository}`, repository]);
  }
  const warnings = diagnostics(site.built({ repository, format: 'json' })).filter((d) => d.code === 'W-SOURCE');
  return { warnings, stale: /class="notice"/.test(site.page('fr/messages/x.html')) };
}

test('a source may be a commit, or the blob of the original', (t) => {
  assert.deepEqual(translatedFrom(t, ({ second }) => second), { warnings: [], stale: false });
  assert.deepEqual(translatedFrom(t, ({ first }) => first.slice(0, 10)), { warnings: [], stale: true });
  assert.deepEqual(translatedFrom(t, ({ blob }) => blob.slice(0, 12)), { warnings: [], stale: true });
});

test('a source that says nothing is a warning at its place, and marks nothing as stale', (t) => {
  for (const source of ['HEAD', 'zzz', 'ABCDEF1234', 'fedcba9876']) {
    const { warnings: [warning], stale } = translatedFrom(t, () => source);
    assert.equal(stale, false, source);
    assert.deepEqual([warning.path, warning.line, warning.column], ['content/fr/messages/x.md', 3, 9], source);
  }
});

test('in a shallow clone a source that is not there marks nothing as stale', (t) => {
  assert.deepEqual(translatedFrom(t, ({ first }) => first, { shallow: true }), { warnings: [], stale: false });
});

test('dates, numbers and lists are those of each language', (t) => {
  const site = newSite(t, translated({ en: 'English' }));
  site.commit({ 'content/en/messages/x.md': document({ title: 'English', date: '2026-11-24' }) });
  site.built();

  for (const [lang, date] of Object.entries({ en: 'November 24, 2026', fr: '24 novembre 2026', es: '24 de noviembre de 2026', ru: '24 ноября 2026', zh: '2026年11月24日', ar: '24 نوفمبر 2026' }))
    assert.ok(site.page(`${lang}/messages/x.html`).includes(date), `${lang}: ${date}`);
});

test('titles are sorted by each language’s collation', (t) => {
  const site = newSite(t, {
    'site.yaml': 'title: {en: Test}\nbase_url: https://example.org/\nlanguages: [fr, ru]\ntaxonomies: {themes: {data: themes}}\nplugins: [theme-index]\n',
    'content/data/themes.yaml': 'terms:\n' + ['zèbre', 'école', 'eau', 'été', 'état'].map((label, i) => `  - {id: t${i}, label: ${label}}\n`).join(''),
    'content/fr/x.md': document({ title: 'X', themes: ['t0', 't1', 't2', 't3', 't4'] }),
  });
  site.built();
  const labels = [...element(site.page('fr/themes/index.html'), 'main').matchAll(/zèbre|école|eau|été|état/g)].map(([label]) => label);

  assert.deepEqual([...new Set(labels)], ['eau', 'école', 'état', 'été', 'zèbre']);
});

test('Chinese has a reading time too', (t) => {
  const site = newSite(t, {
    ...translated({ zh: '中文' }),
    'content/zh/messages/x.md': document({ title: '中文' }, '互联网治理论坛。'.repeat(400)),
    'themes/plain/layouts/page.html': '<!doctype html><title>{{ page.title }}</title><p>{{ page.document.reading_minutes }}</p>\n',
  });
  site.built();
  const minutes = Number(/<p>(\d+)</.exec(site.page('zh/messages/x.html'))[1]);

  assert.ok(minutes >= 5 && minutes <= 15, `${minutes} minutes for 2,800 characters`);
});
