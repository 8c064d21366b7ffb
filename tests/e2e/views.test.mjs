// Pages that the plugins of the IGF's site make, on small sites with the real plugins, theme, types and data.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, element, git, links, newSite } from './harness.mjs';

/** Every file below FOLDER of this repository, by path. */
const folder = (name) => Object.fromEntries(fs.readdirSync(name, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => [file, fs.readFileSync(file)]));

const house = { ...folder('themes/igf'), ...folder('content/types'), ...folder('content/data'), ...folder('lua-plugins') };

/** A site in English and Arabic with PLUGINS; DOCUMENTS: from path below content/ to text; CONFIG is added to site.yaml. */
const site = (plugins, documents = {}, config = '') => ({
  'site.yaml': `title: {en: Small, ar: صغير}\nbase_url: https://example.org/\nlanguages: [en, ar]\ntheme: igf
taxonomies: {themes: {data: themes}, regions: {data: regions}, groups: {data: groups}, mandate: {data: mandate}}
plugins: [${['theme-index', 'cross-links', 'chains', ...plugins].join(', ')}]\n${config}`,
  ...house,
  'content/en/index.md': document({ title: 'Home' }),
  ...Object.fromEntries(Object.entries(documents).map(([name, text]) => [`content/${name}`, text])),
});

const seen = { confidence: 'seen' };
const practice = (fields) => document({ permanent_id: 'bp-0001', depth: 'snapshot', status: 'running', owner: 'Somebody', review_level: 'listed', ...seen, ...fields });

// ---- search

test('the index has titles, terms and acronyms by the letters of the language', (t) => {
  const it = newSite(t, site(['search'], {
    'en/about/zebra.md': document({ title: 'zebra' }),
    'en/about/eclair.md': document({ title: 'Éclair' }),
    'en/organisations/apnic.md': document({ title: 'Address registry', acronym: 'APNIC', names: { en: 'Address registry' }, kind: 'organisation', category: 'technical', themes: ['ipv6'], ...seen }),
  }));
  it.built();
  const page = it.page('en/search/1.html');
  const section = (letter) => element(page.slice(page.indexOf(`>${letter}</h2>`)), 'ul');
  assert.match(section('E'), /href="\.\.\/about\/eclair\.html">Éclair/);
  assert.match(section('Z'), /zebra/);
  assert.match(section('A'), /href="\.\.\/organisations\/apnic\.html" lang="en" dir="ltr">APNIC<\/a> <span class="count">Address registry/);
  assert.match(section('I'), /href="\.\.\/themes\/ipv6\.html">IPv6 and addressing/);
});

test('an Arabic index passes over the article, and has Latin letters after its own', (t) => {
  const it = newSite(t, site(['search'], {
    'en/about/x.md': document({ title: 'X' }),
    'ar/about/x.md': document({ title: 'الموضوع' }),
    'en/about/dns.md': document({ title: 'DNS' }),
  }));
  it.built();
  const page = it.page('ar/search/1.html');
  assert.match(element(page.slice(page.indexOf('>م</h2>')), 'ul'), /الموضوع/);
  assert.match(element(page.slice(page.indexOf('>D</h2>')), 'ul'), /DNS/);
});

test('an index of many entries is in parts of equal length, to which the letters of each lead', (t) => {
  const title = (i) => `${i < 450 ? 'M' : 'P'} ${i}`;
  const it = newSite(t, site(['search'], Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`en/about/d-${i}.md`, document({ title: title(i) })]))));
  it.built();
  const parts = it.files().filter((name) => /^en\/search\/\d+\.html$/.test(name));
  const entries = parts.map((name) => [...it.page(name).matchAll(/href="\.\.\/about\/d-\d+\.html"/g)].length);
  assert.ok(parts.length > 2);
  assert.equal(entries.reduce((sum, count) => sum + count), 600);
  assert.ok(entries.every((count) => count < 320), entries);
  for (const name of ['en/search.html', ...parts]) {
    const page = it.page(name);
    for (const [, href, letter] of page.matchAll(/<a href="([^"]*#l\d+)"><bdi>([^<]+)/g)) {
      const [file, id] = href.split('#');
      const target = file ? it.page(`${name.replace(/[^/]+$/, '')}${file}`.replace('/../', '/')) : page;
      assert.ok(target.includes(`<h2 id="${id}">${letter === '0–9' ? 'Numbers' : letter}`), `${name}: ${letter}`);
    }
  }
});

test('the search page has a box for scripts, that names the parts of the index, and letters for all', (t) => {
  const it = newSite(t, site(['search']));
  it.built();
  const page = it.page('en/search.html');
  const form = element(page.slice(page.indexOf('<main')), 'form');
  assert.match(form, /action="search\.html" hidden/);
  assert.match(form, /data-parts="search\/1\.html"/);
  assert.match(form, /name="q"/);
  assert.match(page, /<a href="search\/1\.html#l1"><bdi>A<\/bdi>/);
  assert.match(page, /<script src="\.\.\/assets\/filter\.[0-9a-f]{10}\.js" defer><\/script>/);
});

// ---- outcomes

const note = (fields) => document({ year: 2025, kind: 'report', source_report: 'https://example.org/report', ...seen, ...fields });
const question = (fields) => document({ year: 2024, text: 'Who?', state: 'open', ...seen, ...fields });
const organisation = document({ title: 'Registry', names: { en: 'Registry' }, kind: 'organisation', category: 'technical', themes: ['ipv6'], ...seen });

const record = {
  'en/notes/a.md': note({ title: 'All agree', themes: ['ipv6'], question: 'questions/q' }),
  'en/notes/b.md': note({ title: 'Two minds', kind: 'divergence', themes: ['privacy'], positions: [{ group: 'government', text: 'Yes.' }, { group: 'civil-society', text: 'No.' }] }),
  'en/notes/c.md': note({ title: 'Two ways', kind: 'options', year: 2024, themes: ['privacy'], options: [{ option: 'Wait', for: ['cheap'], against: ['late'] }] }),
  'en/questions/q.md': question({ title: 'Asked', carried_to: 'questions/r', themes: ['ipv6'] }),
  'en/questions/r.md': question({ title: 'Asked again', year: 2025, themes: ['ipv6'] }),
  'en/organisations/registry.md': organisation,
  'en/transmissions/t.md': document({ title: 'To the registry', date: '2025-07-01', message: 'notes/a', organisation: 'organisations/registry', state: 'taken-up', channel: 'letter', action: 'It acted.', themes: ['ipv6'], ...seen }),
};

test('a theme has a page of the messages of all themes below it, and one for each year', (t) => {
  const it = newSite(t, site(['outcomes'], record));
  it.built();
  const page = it.page('en/outcomes/infrastructure.html');
  assert.match(page, /All agree/);
  assert.doesNotMatch(page, /Two minds/);
  assert.ok(links(page).includes('infrastructure-2025.html'));
  assert.match(it.page('en/outcomes/rights-2024.html'), /Two ways/);
  assert.ok(!it.exists('en/outcomes/rights-2023.html'));
  assert.ok(links(it.page('en/outcomes/index.html')).includes('rights-2024.html'));
});

test('positions stand side by side, options with their arguments', (t) => {
  const it = newSite(t, site(['outcomes'], record));
  it.built();
  const page = it.page('en/outcomes/rights.html');
  assert.match(page, /<dt><a href="\.\.\/groups\/government\.html">Government<\/a><\/dt>\s*<dd>Yes\.<\/dd>/);
  assert.match(page, /<p>Wait<\/p>[^]*cheap[^]*late/);
});

test('a chain can be read from the page of the theme and from each of its ends', (t) => {
  const it = newSite(t, site(['outcomes'], record));
  it.built();
  const chain = element(it.page('en/outcomes/infrastructure.html').split('class="chains"')[1], 'tbody');
  assert.deepEqual(links(chain), ['../questions/q.html', '../notes/a.html', '../transmissions/t.html', '../questions/r.html']);
  for (const end of ['questions/q', 'notes/a', 'transmissions/t']) {
    for (const title of ['Asked', 'All agree', 'To the registry', 'Asked again']) {
      assert.ok(it.page(`en/${end}.html`).includes(title), `${end}: ${title}`);
    }
  }
});

test('the board has transmissions by state and organisation, and messages that went nowhere', (t) => {
  const it = newSite(t, site(['outcomes'], record));
  it.built();
  const page = it.page('en/outcomes/follow-up.html');
  assert.match(page, /<h2>Taken up <span class="count">\(1\)<\/span><\/h2>[^]*To the registry[^]*It acted\./);
  assert.match(page, /Of 2 messages and notes no transmission is recorded here; the site has 3 in all\./);
  assert.match(page, /<details[^]*Two ways[^]*Two minds/);
});

// ---- questions

test('each meeting shows how far its questions are answered, and what was carried over', (t) => {
  const it = newSite(t, site(['questions'], {
    'en/questions/a.md': question({ title: 'First', state: 'partly', carried_to: 'questions/b' }),
    'en/questions/b.md': question({ title: 'Second', year: 2025, state: 'answered' }),
    'en/notes/m.md': note({ title: 'So', question: 'questions/b' }),
  }));
  it.built();
  const page = it.page('en/questions/progress.html');
  const row = (table, year) =>
    [...page.split(`id="${table}"`)[1].split(`<th scope="row">${year}`)[1].split('</tr>')[0].matchAll(/<td>(\d+)/g)].map(([, n]) => Number(n));
  assert.deepEqual(row('states', 2025), [1, 0, 0]);
  assert.deepEqual(row('states', 2024), [0, 1, 0]);
  assert.deepEqual(row('figures', 2025), [1, 1, 0]);
  assert.deepEqual(row('figures', 2024), [1, 0, 1]);
  assert.match(element(page.slice(page.indexOf('class="trail"') - 4), 'ol'), /2024: [^]*First[^]*2025: [^]*Second/);
});

test('questions that are carried over in a circle do not hang the build', (t) => {
  const it = newSite(t, site(['questions'], {
    'en/questions/a.md': question({ title: 'A', carried_to: 'questions/b' }),
    'en/questions/b.md': question({ title: 'B', carried_to: 'questions/c' }),
    'en/questions/c.md': question({ title: 'C', carried_to: 'questions/b' }),
  }));
  it.built();
  assert.match(it.page('en/questions/progress.html'), /A[^]*B[^]*C/);
});

test('gaps are themes with open questions, and themes that nobody asks about', (t) => {
  const it = newSite(t, site(['questions'], {
    'en/questions/a.md': question({ title: 'Open one', state: 'open', themes: ['privacy'] }),
    'en/questions/b.md': question({ title: 'Done', state: 'answered', themes: ['ipv6'] }),
    'en/notes/m.md': note({ title: 'So', themes: ['blockchain'] }),
  }));
  it.built();
  const [open, without] = it.page('en/questions/gaps.html').split('Themes with no question');
  assert.match(open, /privacy\.html">Privacy[^]*Open one/);
  assert.match(without, /Blockchain<\/a> <span class="count">1 message or note</);
  assert.doesNotMatch(without, /privacy\.html|ipv6\.html/);
});

// ---- matrix

test('themes for which no organisation is recorded are listed, those with most messages first', (t) => {
  const it = newSite(t, site(['matrix'], {
    'en/organisations/registry.md': organisation,
    'en/notes/m.md': note({ title: 'So', themes: ['privacy'] }),
  }));
  it.built();
  const page = it.page('en/organisations/matrix.html');
  const homeless = element(page.slice(page.indexOf('No organisation recorded here')), 'ul');
  assert.match(homeless, /<ul class="terms">\s*<li><a href="\.\.\/themes\/privacy\.html">[^<]*<\/a> <span class="count">1 message or note</);
  assert.doesNotMatch(homeless, /ipv6/);
});

test('an empty cell is marked when much waits for somebody', (t) => {
  const waiting = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`en/notes/m${i}.md`, note({ title: `M${i}`, themes: ['ipv6'] })]));
  const it = newSite(t, site(['matrix'], { 'en/organisations/registry.md': organisation, ...waiting(3) }));
  it.built();
  const row = () => it.page('en/organisations/matrix.html').split('id="sectors"')[1].split('ipv6.html')[1].split('</tr>')[0];
  assert.deepEqual([...row().matchAll(/<td>([^<]*)/g)].map(([, text]) => text), ['✕', '✕', '1', '✕', '✕', '✕', '3', '0']);
  it.commit({ 'content/en/notes/m2.md': null });
  it.built();
  assert.match(row(), /<td>–<\/td>/);
});

// ---- facets

const practices = {
  'en/best-practices/a.md': practice({ title: 'Ant', themes: ['privacy'], regions: ['africa'] }),
  'en/best-practices/b.md': practice({ title: 'Bee', permanent_id: 'bp-0002', themes: ['privacy'], regions: ['africa'] }),
  'en/best-practices/c.md': practice({ title: 'Cat', permanent_id: 'bp-0003', themes: ['privacy'], regions: ['weog'] }),
  'en/notes/m.md': note({ title: 'So', themes: ['privacy'] }),
};

test('a list is narrowed by pages that exist, with counts, and has the way back', (t) => {
  const it = newSite(t, site(['facets'], practices));
  it.built();
  assert.match(it.page('en/browse/rights.html'), /href="rights\.africa\.html">African Group<\/a> <span class="count">\(2\)/);
  const page = it.page('en/browse/rights.africa.html');
  assert.match(page, /Ant[^]*Bee/);
  assert.doesNotMatch(page, /Cat/);
  assert.deepEqual(links(element(page.slice(page.indexOf('class="breadcrumbs"') - 5), 'nav')), ['../index.html', 'index.html', 'rights.html']);
});

test('no page is made for one document of two values, and no link that narrows nothing', (t) => {
  const it = newSite(t, site(['facets'], practices));
  it.built();
  assert.ok(!it.exists('en/browse/rights.weog.html'));
  assert.ok(!links(it.page('en/browse/africa.html')).includes('rights.africa.html'));
  assert.ok(!it.exists('en/browse/rights.africa.best-practice.html'));
});

test('browse pages are no more than 400 a language', (t) => {
  const regions = ['africa', 'asia-pacific', 'eastern-europe', 'latin-america-caribbean', 'weog'];
  const groups = ['government', 'civil-society', 'private-sector', 'technical-community'];
  const themes = ['infrastructure', 'security-and-trust', 'rights', 'inclusion', 'content-and-culture', 'economy-and-data'];
  const it = newSite(t, site(['facets'], Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`en/notes/m${i}.md`,
    note({ title: `M${i}`, year: 2006 + (i * 7) % 18, themes: [themes[i % 6]], regions: [regions[(i * 3) % 5]], groups: [groups[(i >> 2) % 4]] })]))));
  it.built();
  assert.equal(it.files().filter((name) => /^en\/browse\/(?!index)/.test(name)).length, 400);
});

test('the box that narrows a list is hidden where no script shows it', (t) => {
  const it = newSite(t, site(['facets'], Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`en/notes/m${i}.md`, note({ title: `M${i}` })]))));
  it.built();
  assert.match(it.page('en/browse/note.html'), /<form class="find"[^>]* hidden>/);
  assert.doesNotMatch(it.page('en/notes/m1.html'), /<script/);
});

// ---- people, timeline, regions

const magRecord = (fields) => document({ title: 'Record', kind: 'composition', ...seen, ...fields });
const meeting = (fields) => document({ end: '2025-06-27', number: 20, format: 'hybrid', host: 'Somebody', theme: 'Something', ...seen, ...fields });
const initiative = (fields) => document({ kind: 'national', ...seen, ...fields });

test('balance is counted from members that are listed, with their share, beside what sources count', (t) => {
  const member = (name, gender, term) => ({ name, year: 2025, group: 'government', gender, term });
  const it = newSite(t, site(['people'], {
    'en/mag/a.md': magRecord({
      members: [member('Ada', 'woman', 3), member('Bob', 'man', 1)],
      composition: [{ year: 2008, members: 50 }], balance: [{ year: 2008, dimension: 'gender', value: 'woman', count: 16 }],
    }),
  }));
  it.built();
  const page = it.page('en/mag/balance.html');
  assert.match(page, /2025<\/th><td>Women<\/td><td>1 of 2<\/td><td>50%/);
  assert.match(page, /2008<\/th><td>Women<\/td><td>16 of 50<\/td><td>32%/);
  assert.match(element(page.slice(page.indexOf('Rotation due')), 'ul'), /Ada/);
  assert.doesNotMatch(element(page.slice(page.indexOf('Rotation due')), 'ul'), /Bob/);
  assert.match(element(page.slice(page.indexOf('Not recorded yet')), 'p'), /^<p>Regional group<\/p>$/);
  assert.match(it.page('en/mag/a.html'), /Women<\/td><td>1<\/td>/);
});

const meetings = {
  'en/meetings/a.md': meeting({ title: 'First', date: '2024-12-15', year: 2024, number: 19, regions: ['asia-pacific'], figures: { participants: 100 } }),
  'en/meetings/b.md': meeting({ title: 'Second', date: '2025-06-23', year: 2025 }),
  'en/notes/m.md': note({ title: 'So', meeting: 'meetings/a' }),
};

test('meetings are drawn by year and regional group, and stand in a table with what came out of them', (t) => {
  const it = newSite(t, site(['timeline'], meetings));
  it.built();
  const page = it.page('en/meetings/timeline.html');
  assert.match(page, /First<\/a><\/th><td><a href="\.\.\/regions\/asia-pacific\.html">Asia-Pacific Group<\/a><\/td><td><\/td><td>1<\/td>/);
  assert.match(page, /role="img" aria-labelledby="timeline">\s*<title id="timeline">/);
  assert.equal(page.match(/<circle/g).length, 2);
});

test('time runs from right to left in Arabic', (t) => {
  const it = newSite(t, site(['timeline'], meetings));
  it.built();
  // In the order of the table, the newest first.
  const places = (lang) => [...it.page(`${lang}/meetings/timeline.html`).matchAll(/<circle class="p1" cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  assert.deepEqual(places('en'), [345, 15]);
  assert.deepEqual(places('ar'), [15, 345]);
});

test('initiatives and practices stand with their country, in the regional group that initiatives name', (t) => {
  const it = newSite(t, site(['regions'], {
    'en/initiatives/kenya.md': initiative({ title: 'Kenya IGF', country: 'KE', regions: ['africa'] }),
    'en/initiatives/west.md': initiative({ title: 'West African IGF', kind: 'regional', regions: ['africa'] }),
    'en/best-practices/a.md': practice({ title: 'Ant', countries: ['KE', 'NL'] }),
  }));
  it.built();
  const page = it.page('en/initiatives/map.html');
  const africa = page.split('<h2><a href="../regions/africa.html">')[1].split('<h2>')[0];
  assert.match(africa, /2 initiatives · 1 practice/);
  assert.match(africa, /Kenya<\/th><td>[^]*Kenya IGF[^]*<\/td><td>[^]*Ant/);
  assert.match(africa, /Several countries<\/th><td>[^]*West African IGF/);
  assert.match(page.split('No single regional group')[2], /Netherlands<\/th><td>\s*<\/td><td>[^]*Ant/);
  const tile = (code) => new RegExp(`<rect class="(p\\d)"[^>]*/><text[^>]*>${code}</text>`).exec(page)[1];
  assert.deepEqual(['KE', 'NL', 'NO'].map(tile), ['p1', 'p2', 'p3']);
});

// ---- what joins pages, and languages on a page

test('themes and meetings lead to what came out of them, and back', (t) => {
  const it = newSite(t, site(['outcomes'], { ...record,
    'en/meetings/m.md': meeting({ title: 'Meeting of 2025', year: 2025, date: '2025-06-23' }),
    'en/notes/a.md': note({ title: 'All agree', themes: ['ipv6'], meeting: 'meetings/m' }),
  }));
  it.built();
  // IPv6 has one message: its page is that of the theme above.
  assert.match(it.page('en/themes/ipv6.html'), /href="\.\.\/outcomes\/infrastructure\.html">[^<]*: 1 message or note</);
  assert.match(it.page('en/outcomes/infrastructure.html'), /href="\.\.\/themes\/infrastructure\.html"/);
  assert.match(it.page('ar/meetings/m.html'), /href="\.\.\/outcomes\/2025\.html"/);
  assert.match(it.page('ar/outcomes/2025.html'), /href="\.\.\/meetings\/m\.html"/);
  assert.doesNotMatch(it.page('en/outcomes/2024.html'), /meetings\/m\.html"/);
});

test('a page in another language says so with names of languages that its reader knows', (t) => {
  const it = newSite(t, site([], { 'en/about/x.md': document({ title: 'X' }) }));
  it.built();
  assert.match(element(it.page('ar/about/x.html').split('<main')[1], 'p'), /العربية.*بالإنكليزية/);
});

test('the front page and the page for what is not found speak each language from its own side', (t) => {
  const it = newSite(t, { ...site([]), 'site.yaml': site([])['site.yaml'].replace('base_url', 'description: {en: Of rain, ar: عن المطر}\nbase_url') });
  it.built();
  const front = it.page('index.html');
  assert.match(front, /<li lang="ar" dir="rtl"><a href="ar\/index\.html" hreflang="ar">العربية<\/a>\s*<h2>صغير<\/h2>\s*<p>عن المطر<\/p>/);
  const lost = it.page('404.html');
  assert.match(lost, /<li lang="en" dir="ltr">\s*<h2>Page not found<\/h2>[^]*?<a href="https:\/\/example\.org\/en\/index\.html"/);
  assert.match(lost, /<li lang="ar" dir="rtl">\s*<h2>الصفحة غير موجودة<\/h2>/);
  assert.doesNotMatch(lost, /\.css/);
});

test('a translation made here says so, with sources or without', (t) => {
  const it = newSite(t, site([], { 'en/about/x.md': document({ title: 'X' }), 'ar/about/x.md': document({ title: 'س', translated_by: 'project' }) }));
  it.built();
  assert.match(it.page('ar/about/x.html'), /<p>ترجمة أعدّها هذا المشروع/);
  assert.doesNotMatch(it.page('en/about/x.html'), /class="evidence"/);
});

test('an Arabic label that begins with a Latin name runs from right to left, one in English from left to right', (t) => {
  const it = newSite(t, site([], {
    'en/best-practices/a.md': practice({ title: 'A', owner: { en: 'KIXP (Kenya)', ar: 'KIXP (كينيا)' } }),
    'en/best-practices/b.md': practice({ title: 'B', permanent_id: 'bp-0002', owner: { en: 'KIXP (Kenya)' } }),
  }));
  it.built();
  assert.match(it.page('ar/best-practices/a.html'), /<bdi dir="rtl">KIXP \(كينيا\)/);
  assert.match(it.page('ar/best-practices/b.html'), /<bdi lang="en" dir="ltr">KIXP \(Kenya\)/);
});

// ---- all of them

const views = {
  search: ['search', 'search/1'], outcomes: ['outcomes/index', 'outcomes/follow-up'], questions: ['questions/progress', 'questions/gaps'], facets: ['browse/index'],
  matrix: ['organisations/matrix'], people: ['mag/balance'], timeline: ['meetings/timeline'], regions: ['initiatives/map'],
};
const everything = { ...record, ...practices, ...meetings, 'en/mag/a.md': magRecord({ composition: [{ year: 2008, members: 50 }] }),
  'en/initiatives/kenya.md': initiative({ title: 'Kenya IGF', country: 'KE', regions: ['africa'] }) };

for (const [plugin, names] of Object.entries(views)) {
  test(`${plugin}: a site without anything has the page, with a way on`, (t) => {
    const it = newSite(t, site([plugin]));
    it.built();
    for (const name of names) assert.ok(it.exists(`ar/${name}.html`), name);
    assert.ok(links(it.page('en/index.html')).some((href) => names.includes(href?.replace('.html', ''))) || ['people'].includes(plugin));
  });

  test(`${plugin}: a site without types, taxonomies and words for pages has no error`, (t) => {
    const files = Object.entries(site([plugin])).filter(([name]) => !/^content\/(types|data)\//.test(name));
    const it = newSite(t, { ...Object.fromEntries(files), 'site.yaml': `title: {en: Small}\nbase_url: https://example.org/\nlanguages: [en]\ntheme: igf\nplugins: [chains, ${plugin}]\n` });
    it.built();
    for (const name of names) assert.ok(it.exists(`en/${name}.html`), name);
  });
}

test('pages follow what changes, as a fresh build would have them', (t) => {
  const it = newSite(t, site(Object.keys(views), everything));
  it.built();
  const edits = {
    'a message': { 'content/en/notes/a.md': note({ title: 'All agree now', year: 2023, themes: ['privacy'], question: 'questions/r' }) },
    'a question': { 'content/en/questions/q.md': question({ title: 'Asked', state: 'answered', themes: ['blockchain'] }) },
    'an organisation': { 'content/en/organisations/registry.md': organisation.replace('ipv6', 'privacy').replace('Registry', 'Office') },
    'a transmission that goes': { 'content/en/transmissions/t.md': null },
    'a practice': { 'content/en/best-practices/c.md': practice({ title: 'Dog', permanent_id: 'bp-0003', themes: ['ipv6'], regions: ['africa'], countries: ['KE'] }) },
    'a new year': { 'content/en/notes/z.md': note({ title: 'New', year: 2026, themes: ['youth'] }) },
    'the words of a page': { 'content/data/views.yaml': 'outcomes: {title: {en: What came out, ar: ما نتج}}\n' },
  };
  for (const [what, files] of Object.entries(edits)) {
    it.commit(files);
    it.built();
    const fresh = `${it.root}/fresh`;
    it.built({ out: fresh, fresh: true });
    assertSameTree(it.out, fresh, what);
  }
});

// ---- problems, bundles, translations

test('practices are found by their problem, once, at the theme above', (t) => {
  const it = newSite(t, site(['problems'], {
    'en/best-practices/a.md': practice({ title: 'Relay', problem: 'No line.', themes: ['ipv6', 'gender'] }),
    'ar/best-practices/a.md': document({ title: 'ترحيل', problem: 'لا خط.' }),
    'en/best-practices/b.md': practice({ title: 'Silent', permanent_id: 'bp-0002', themes: ['ipv6'] }),
  }));
  it.built();
  const page = element(it.page('en/best-practices/problems.html'), 'main');
  assert.match(page, /<h2>Access and infrastructure<\/h2>\s*<ul class="documents titles">\s*<li><p>No line\.<\/p><a href="a\.html">Relay</);
  assert.equal(page.match(/No line/g).length, 1);
  assert.doesNotMatch(page, /Silent/);
  assert.match(it.page('ar/best-practices/problems.html'), /لا خط/);
});

test('a bundle has all texts of a theme, those of themes below it too, or of a year', (t) => {
  const message = (title, year, theme) => document({ title, year, kind: 'report', source_report: 'https://example.org/report', themes: [theme], ...seen }, `Said: ${title}.\n`);
  const it = newSite(t, site(['bundles'], {
    'en/notes/a.md': message('Old', 2021, 'ipv6'),
    'en/notes/b.md': message('New', 2024, 'infrastructure'),
    'en/notes/c.md': message('Other', 2024, 'gender'),
    'en/best-practices/p.md': practice({ title: 'Relay', problem: 'No line.', themes: ['access'], steps: [{ title: 'Climb', text: 'Up the hill.' }] }),
  }));
  it.built();
  const theme = it.page('en/bundles/infrastructure.html');
  for (const text of ['Said: Old.', 'Said: New.', 'No line.', '<strong>Climb</strong><br>Up the hill.']) assert.ok(theme.includes(text), text);
  assert.doesNotMatch(theme, /Said: Other/);
  const year = it.page('ar/bundles/2024.html');
  assert.ok(year.includes('Said: New.') && year.includes('Said: Other.') && !year.includes('Said: Old.'));
  assert.match(year, /<div class="content" lang="en" dir="ltr">\s*<p>Said: New/);
  assert.match(element(it.page('en/bundles/index.html'), 'main'), /infrastructure\.html">Access and infrastructure<\/a> <span class="count">3 records/);
});

test('a bundle says who holds a position, and goes on in parts of its own when it is long', (t) => {
  const message = (fields) => document({ year: 2024, kind: 'divergence', source_report: 'https://example.org/report', themes: ['ipv6'], ...seen, ...fields });
  const it = newSite(t, site(['bundles'], {
    ...Object.fromEntries(Array.from({ length: 39 }, (_, i) => [`en/notes/m-${i}.md`, message({ title: `Message ${i}` })])),
    'en/notes/z.md': message({ title: 'Last', positions: [{ group: 'government', text: 'Yes.' }] }),
  }));
  it.built();
  const [first, second] = ['', '-2'].map((part) => it.page(`en/bundles/infrastructure${part}.html`));
  assert.equal([first, second].map((page) => page.match(/<h3>/g).length).join(), '20,20');
  assert.match(second, /<h1>[^<]* \(2\/2\)<\/h1>/);
  assert.match(second, /Government<\/a><\/dt>\s*<dd>Yes\.<\/dd>/);
  assert.match(it.page('ar/bundles/index.html'), /href="2024-2\.html"/);
});

test('translators see what is older than its original, by what difference, and what is missing', (t) => {
  const it = newSite(t, site(['translations'], {
    'en/about/a.md': document({ title: 'Alpha' }, 'One.\n'),
    'en/about/b.md': document({ title: 'Beta' }, 'Two.\n'),
    'en/about/c.md': document({ title: 'Gamma' }, 'Three.\n'),
  }));
  const source = git(it.repository, ['rev-parse', 'HEAD:content/en/about/a.md']).trim();
  it.commit({ 'content/en/about/a.md': document({ title: 'Alpha' }, 'One and more.\n') });
  it.commit({
    'content/ar/about/a.md': document({ title: 'ألف', source: `"${source}"` }, 'واحد.\n'),
    'content/ar/about/b.md': document({ title: 'باء', source: `"${git(it.repository, ['rev-parse', 'HEAD:content/en/about/b.md']).trim()}"` }, 'اثنان.\n'),
  });
  it.built();
  const page = element(it.page('ar/translations.html'), 'main');
  const [, from, path] = /<code dir="ltr">git diff (\w+) (HEAD:[^<]+)<\/code>/.exec(page);
  assert.match(git(it.repository, ['diff', from, path]), /-One\.\n\+One and more\./);
  assert.match(page, /English<\/th><td>[3٣]<\/td><td>[0٠]<\/td><td>[0٠]<\/td>/);
  assert.match(page, /العربية<\/th><td>[2٢]<\/td><td>[1١]<\/td><td>[1١]<\/td>/);
  assert.match(page, /<details class="group">[^]*Gamma/);
  assert.doesNotMatch(page, /باء/);
  assert.match(it.page('en/translations.html'), /all texts are here in this language/);
});

test('a page leads to the views that its front matter names', (t) => {
  const it = newSite(t, site(['problems'], { 'en/about/a.md': document({ title: 'A', views: ['problems', 'data'] }) }));
  it.built();
  assert.match(element(it.page('en/about/a.html'), 'main'), /<ul class="views">\s*<li><a href="\.\.\/best-practices\/problems\.html">/);
  assert.doesNotMatch(element(it.page('en/about/a.html'), 'main'), /data\/index/);
});

// ---- depth

const deep = { depth: 'full', problem: 'P', context: 'C', beneficiaries: 'B', steps: [{ title: '1' }, { title: '2' }, { title: '3' }], results: [{ what: 'R' }], not_worked: 'N',
  origin: { kind: 'public-record' }, themes: ['ipv6'], mandate: ['72d'], groups: ['government'], sdgs: ['sdg-9'], wsis_action_lines: ['C2'], sources: ['https://example.org/'],
  started: 2020, partners: [{ name: 'X' }], cost: 'C', funding: 'F', enabling_factors: 'E', constraints: 'C', gender_inclusion: 'G', sustainability: 'S', transferability: 'T' };
const depthOf = (t, { without = [], ...fields }) => {
  const all = Object.entries({ title: 'A', ...deep, ...fields }).filter(([name]) => !without.includes(name));
  const files = site(['depth'], { 'en/best-practices/a.md': practice(Object.fromEntries(all)) });
  return newSite(t, { ...files, 'site.yaml': files['site.yaml'].replace('taxonomies: {', 'taxonomies: {sdgs: {data: sdgs}, ') });
};

test('a practice at full depth has all fields, or says which its sources do not tell', (t) => {
  const six = ['cost', 'funding', 'started', 'partners', 'constraints', 'sustainability'];
  depthOf(t, {}).built();
  const it = depthOf(t, { without: ['cost', 'funding'], not_found: ['cost', 'funding'] });
  it.built();
  assert.match(it.page('en/best-practices/a.html'), /<h2>What the sources do not say<\/h2>\s*<p>Cost and Funding<\/p>/);
  for (const [fields, said] of [
    [{ without: ['context', 'cost'] }, /without context, cost; what sources/],
    [{ without: six, not_found: six }, /6 fields were not found; a record with more than 5 is a snapshot/],
    [{ steps: [{ title: '1' }] }, /fewer than 3 steps/],
    [{ depth: 'snapshot', not_found: ['cost'] }, /not_found: cost is there/],
  ]) {
    const bad = depthOf(t, fields).build();
    assert.equal(bad.status, 1);
    assert.match(bad.stderr, said);
  }
});

// ---- true labels

const riyadh = meeting({ title: 'A meeting', year: 2024 });
const published = (fields) => document({ title: 'Said', year: 2024, meeting: 'meetings/m', document: 'https://example.org/messages', document_title: 'Messages of 2024', in_document: 'Data, first message', sources: ['https://example.org/messages'], ...seen, ...fields });

test('a message without its document and place is an error, and so is a note that claims a consensus', (t) => {
  for (const [name, text, code] of [
    ['messages/x', published().replace(/^document: .*\n/m, ''), 'E-REQUIRED'], ['messages/x', published().replace(/^in_document: .*\n/m, ''), 'E-REQUIRED'],
    ['messages/x', published({ kind: 'consensus' }), 'E-FIELD'], ['notes/x', note({ title: 'X', kind: 'consensus' }), 'E-VALUE'],
  ]) {
    const build = newSite(t, site([], { [`en/${name}.md`]: text, 'en/meetings/m.md': riyadh })).build({ format: 'json' });
    assert.equal(build.status, 1);
    assert.deepEqual(build.stderr.trim().split('\n').map((line) => JSON.parse(line).code), [code], `${name}: ${build.stderr}`);
  }
});

test('a note says first that the Forum has not said it, and neither names the Forum as author', (t) => {
  const it = newSite(t, site(['citations', 'linked-data', 'exports'], { 'en/notes/n.md': note({ title: 'Read' }), 'en/messages/x.md': published(), 'en/meetings/m.md': riyadh },
    'params: {publisher: {en: The project}}\n'));
  it.built();
  assert.match(element(it.page('en/notes/n.html'), 'main'), /<p class="origin">What the project read [^<]*<a href="https:\/\/example\.org\/report"/);
  assert.match(element(it.page('en/messages/x.html'), 'main'), /<a href="https:\/\/example\.org\/messages">Messages of 2024<\/a>: <span[^>]*>Data, first message/);
  for (const id of ['notes/n', 'messages/x']) {
    assert.match(it.page(`data/works/${id}.bib`), /author = \{\{The project\}\}/);
    assert.deepEqual(JSON.parse(it.page(`data/works/${id}.csl.json`))[0].author, [{ literal: 'The project' }]);
    assert.equal(JSON.parse(it.page(`data/works/${id}.jsonld`)).author.name, 'The project');
  }
});

test('no record of the site claims a consensus, and every message has a document and a place', () => {
  for (const name of fs.readdirSync('content', { recursive: true }).filter((each) => /^\w+\/(notes|messages)\/.*\.md$/.test(each) && !each.endsWith('index.md'))) {
    const front = fs.readFileSync(path.join('content', name), 'utf8').split('---\n')[1];
    assert.doesNotMatch(front, /^kind: consensus/m, name);
    if (/^en\/messages/.test(name)) assert.match(front, /^document: https:[^]*^in_document: /m, name);
  }
});
