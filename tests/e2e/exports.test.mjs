// The plugins exports, linked-data, citations, calendar and feeds: a site as data. Validators: tests/validators.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, newSite, tags } from './harness.mjs';
import { site } from './sites.mjs';
import * as valid from '../validators.mjs';

const params = `taxonomies: {themes: {open: true}}
params:
  licence: https://creativecommons.org/licenses/by/4.0/
  schema: {meeting: Event, organisation: Organization, word: DefinedTerm, question: Question}
  citations: {message: report}
  feeds: {organisation: {types: [message], taxonomy: themes}}
`;

const awkward = 'Rules, "rights" & 100 % of {what} we_can #do';

const sample = {
  '/content/types/message.yaml': `name: Message
sections: [messages]
fields:
  year: {kind: integer}
  to: {kind: reference, list: true}
  options: {kind: string, list: true}
  note: {kind: string, translatable: true}
  place: {kind: label}
`,
  '/content/types/meeting.yaml': 'name: Meeting\nsections: [meetings]\nfields: {end: {kind: date}, city: {kind: label}, country: {kind: string}, format: {kind: string}}\n',
  '/content/types/organisation.yaml': 'name: Organisation\nsections: [organisations]\nfields: {website: {kind: url}, acronym: {kind: string}}\n',
  '/content/types/word.yaml': 'name: Word\nsections: [words]\nfields: {term: {kind: string}}\n',
  '/content/types/question.yaml': 'name: Question\nsections: [questions]\nfields: {text: {kind: text, translatable: true}}\n',
  '/content/data/countries.yaml': '"IN": {en: India, fr: Inde}\n',
  'en/messages/index.md': document({ title: 'Messages' }, 'All.\n'),
  'en/messages/a.md': document({ title: JSON.stringify(awkward), summary: 'Short.', date: '2024-03-01', themes: ['access', 'trust'], to: ['organisations/itu'],
    options: ['one', 'two, three'], note: 'Said.', place: { en: 'Here', fr: 'Ici' } }, 'See [b](b.md).\n'),
  'fr/messages/a.md': document({ title: 'Règles', note: 'Dit.' }, 'Voir [b](b.md).\n'),
  'en/messages/b.md': document({ title: 'B', year: 2023, themes: ['trust'] }, 'Text.\n'),
  'fr/messages/c.md': document({ title: 'Seulement ici', date: '2022' }, 'Texte.\n'),
  'en/meetings/2024.md': document({ title: 'Meeting; the first, of all', date: '2024-02-28', end: '2024-02-29', format: 'in-person',
    summary: `${'ж'.repeat(70)} ${'会'.repeat(60)}`, city: { en: 'Hyderabad', fr: 'Hyderâbâd' }, country: '"IN"' }, 'Text.\n'),
  'fr/meetings/2024.md': document({ title: 'La première réunion' }, 'Texte.\n'),
  'en/meetings/2025.md': document({ title: 'One day', date: '2025-12-31', format: 'online' }, 'Text.\n'),
  'en/meetings/later.md': document({ title: 'Nobody knows when', date: '2027' }, 'Text.\n'),
  'en/organisations/itu.md': document({ title: 'Union', website: 'https://itu.int/', acronym: 'ITU', themes: ['trust'] }, 'Text.\n'),
  'en/organisations/unité 1.md': document({ title: 'Unit' }, 'Text.\n'),
  'en/words/igf.md': document({ title: 'IGF', term: 'IGF' }, 'Text.\n'),
  'en/questions/q.md': document({ title: 'Why', text: 'Why is that so?' }, 'Text.\n'),
};

const files = site(sample, `plugins: [theme-index, exports, linked-data, citations, calendar, feeds]\n${params}`);
const built = (t) => {
  const it = newSite(t, files);
  it.built();
  return it;
};
const read = (it, name) => JSON.parse(it.page(name));

test('a work is one file of JSON: what languages share once, the rest by language', (t) => {
  const it = built(t);
  const { created, updated, ...work } = read(it, 'data/works/messages/a.json');
  assert.match(created, /^2026-01-01T/);
  assert.deepEqual(Object.keys(updated), ['en', 'fr']);
  assert.deepEqual(work, {
    id: 'messages/a', type: 'message', original: 'en', date: '2024-03-01',
    title: { en: awkward, fr: 'Règles' },
    summary: { en: 'Short.' },
    url: { en: 'https://example.org/en/messages/a.html', fr: 'https://example.org/fr/messages/a.html' },
    terms: { themes: ['access', 'trust'] },
    fields: { to: ['organisations/itu'], options: ['one', 'two, three'], note: 'Said.', place: { en: 'Here', fr: 'Ici' } },
    translated: { fr: { note: 'Dit.' } },
    html: { en: '<p>See <a href="../../../en/messages/b.html">b</a>.</p>\n', fr: '<p>Voir <a href="../../../fr/messages/b.html">b</a>.</p>\n' },
  });
  assert.deepEqual(read(it, 'data/works/messages/c.json').title, { fr: 'Seulement ici' });
});

test('the works of a type are a list and a table', (t) => {
  const it = built(t);
  assert.deepEqual(read(it, 'data/types/message.json').map(({ id }) => id), ['messages/a', 'messages/b', 'messages/c']);
  const rows = valid.csv(it.page('data/types/message.csv'));
  assert.equal(rows.length, 3);
  assert.equal(rows[0].title_en, awkward);
  assert.equal(rows[0].title_fr, 'Règles');
  assert.equal(rows[0].themes, 'access; trust');
  assert.equal(rows[0].options, 'one; two, three');
  assert.deepEqual(JSON.parse(rows[0].place), { en: 'Here', fr: 'Ici' });
  assert.equal(rows[1].title_fr, '');
  assert.equal(rows[1].year, '2023');
  const { works, types, languages } = read(it, 'data/index.json');
  assert.deepEqual(languages.map(({ code }) => code), ['en', 'fr']);
  assert.equal(works.length, 10);
  assert.deepEqual(types.map(({ id, count }) => [id, count]).sort(), [['meeting', 3], ['message', 3], ['organisation', 2], ['question', 1], ['word', 1]]);
  for (const { data } of works) assert.ok(it.exists(decodeURIComponent(data.replace('https://example.org/', ''))), data);
});

test('a work is what schema.org calls its type', (t) => {
  const it = built(t);
  const linked = (id) => valid.jsonLd(it.page(`data/works/${id}.jsonld`));
  const message = linked('messages/a');
  assert.equal(message['@type'], 'Article');
  assert.deepEqual(message.inLanguage, ['en', 'fr']);
  assert.deepEqual(message.headline, [{ '@language': 'en', '@value': awkward }, { '@language': 'fr', '@value': 'Règles' }]);
  assert.equal(message.license, 'https://creativecommons.org/licenses/by/4.0/');
  assert.deepEqual(message.about.map(({ termCode, url }) => [termCode, url])[0], ['access', 'https://example.org/en/themes/access.html']);
  const meeting = linked('meetings/2024');
  assert.equal(meeting['@type'], 'Event');
  assert.deepEqual([meeting.startDate, meeting.endDate, meeting.eventAttendanceMode], ['2024-02-28', '2024-02-29', 'https://schema.org/OfflineEventAttendanceMode']);
  assert.equal(meeting.location.address.addressCountry, 'IN');
  assert.equal(linked('meetings/2025').location['@type'], 'VirtualLocation');
  assert.deepEqual([linked('organisations/itu').url, linked('organisations/itu').alternateName], ['https://itu.int/', 'ITU']);
  assert.equal(linked('words/igf').termCode, 'IGF');
  assert.equal(linked('questions/q').text[0]['@value'], 'Why is that so?');
});

test('a work can be cited in its original language', (t) => {
  const it = built(t);
  assert.match(it.page('data/works/messages/a.bib'), /title = \{\{Rules, "rights" \\& 100 \\% of \\\{what\\\} we\\_can \\#do\}\}/);
  const entry = valid.bibtex(it.page('data/works/messages/a.bib'));
  assert.equal(entry.key, 'messages-a');
  assert.deepEqual([entry.YEAR, entry.AUTHOR, entry.URL].map(String), ['2024', 'Test', 'https://example.org/en/messages/a.html']);
  const item = valid.csl(it.page('data/works/messages/a.csl.json'));
  assert.deepEqual([item.type, item.title, item.language], ['report', awkward, 'en']);
  assert.deepEqual(item.issued, { 'date-parts': [[2024, 3, 1]] });
  const french = valid.csl(it.page('data/works/messages/c.csl.json'));
  assert.deepEqual([french.language, french.publisher, french['container-title'], french.issued['date-parts'][0]], ['fr', 'Essai', undefined, [2022]]);
  assert.deepEqual(valid.csl(it.page('data/works/messages/b.csl.json')).issued['date-parts'][0], [2023]);
  const page = valid.csl(it.page('data/works/meetings/2024.csl.json'));
  assert.deepEqual([page.type, page['container-title'], page.publisher], ['webpage', 'Test', undefined]);
  const { text, ...read } = valid.reference(it.page('data/works/messages/a.bib'));
  assert.deepEqual(read, { author: ['Test'], year: 2024, title: awkward, url: 'https://example.org/en/messages/a.html' });
  assert.equal(valid.reference(it.page('data/works/messages/a.csl.json')).text, text);
});

test('meetings are all-day events, in a calendar a language', (t) => {
  const it = built(t);
  const text = it.page('en/meetings.ics');
  const events = valid.calendar(text);
  assert.deepEqual(events.map((event) => [event.uid, String(event.startDate), String(event.endDate)]), [
    ['meetings/2024@example.org', '2024-02-28', '2024-03-01'],
    ['meetings/2025@example.org', '2025-12-31', '2026-01-01'],
  ]);
  assert.equal(events[0].summary, 'Meeting; the first, of all');
  assert.equal(events[0].description, `${'ж'.repeat(70)} ${'会'.repeat(60)}`);
  assert.equal(events[0].location, 'Hyderabad, India');
  assert.match(text, /^DTSTAMP:20260101T000000Z\r$/m);
  const [french] = valid.calendar(it.page('fr/meetings.ics'));
  assert.equal(french.summary, 'La première réunion');
  assert.equal(french.location, 'Hyderâbâd, Inde');
});

test('an organisation has a feed of what names it, and of messages on its themes', (t) => {
  const it = built(t);
  const feed = it.page('en/organisations/itu.xml');
  assert.deepEqual([...feed.matchAll(/<link[^>]* href="[^"]*\/messages\/(\w)\.html"/g)].map(([, name]) => name), ['a', 'b']);
  assert.match(feed, /<link rel="alternate" type="text\/html" href="https:\/\/example\.org\/en\/organisations\/itu\.html"\/>/);
  assert.match(feed, /<title>Union – Test<\/title>/);
  const feeds = ['en/organisations/itu.xml', 'fr/organisations/itu.xml', 'en/themes/trust.xml'];
  valid.feeds(feeds.map((name) => path.join(it.out, name)));
  for (const name of feeds) valid.feed(it.page(name));
  valid.sitemaps([path.join(it.out, 'sitemap.xml')]);
});

test('pages lead to their data, by addresses that exist', (t) => {
  const it = built(t);
  const alternates = (name) => tags(it.page(name), 'link').filter(({ rel, type }) => rel === 'alternate' && type)
    .map(({ type, href }) => {
      assert.ok(it.exists(path.join(path.dirname(name), decodeURIComponent(href))), `${name}: ${href}`);
      return type;
    });
  assert.deepEqual(alternates('fr/messages/a.html'), ['application/atom+xml', 'application/json', 'application/ld+json']);
  assert.deepEqual(alternates('en/meetings/2024.html'), ['application/atom+xml', 'application/json', 'application/ld+json', 'text/calendar']);
  assert.deepEqual(alternates('en/messages/index.html'), ['application/atom+xml', 'application/json']);
  assert.deepEqual(alternates('en/index.html'), ['application/atom+xml', 'application/json']);
  for (const name of ['fr/organisations/itu.html', 'en/organisations/unité 1.html']) assert.deepEqual(alternates(name), ['application/atom+xml', 'application/json', 'application/ld+json', 'application/atom+xml']);
});

test('a page in each language says what there is', (t) => {
  const it = newSite(t, site({
    '/content/data/views.yaml': 'data: {title: {en: Data, fr: Données}, description: {en: All of it}}\n',
    '/themes/plain/layouts/downloads.html': '<!doctype html><title>{{ page.title }}</title><p>{{ page.description }}</p>\n',
    'en/a.md': '# A\n',
  }, 'plugins: [downloads]\n'));
  it.built();
  assert.match(it.page('fr/data/index.html'), /<title>Données<\/title><p>All of it<\/p>/);
});

test('after edits, the data is what a clean build makes', (t) => {
  const it = built(t);
  it.commit({ 'content/fr/messages/b.md': document({ title: 'Bfr' }, 'Texte.\n'), 'content/en/meetings/2025.md': null });
  it.built();
  assert.deepEqual(read(it, 'data/works/messages/b.json').title, { en: 'B', fr: 'Bfr' });
  it.commit({ 'content/en/messages/b.md': document({ title: 'Bee', year: 2021, to: ['organisations/itu'] }, 'Text.\n') });
  it.built();
  it.commit({ 'content/types/message.yaml': sample['/content/types/message.yaml'].replace('name: Message', 'name: {en: Outcome}') });
  it.built();
  const clean = path.join(it.root, 'clean');
  it.built({ out: clean, fresh: true, jobs: 1 });
  assertSameTree(it.out, clean);
});

test('a site without types or fields has data too', (t) => {
  const it = newSite(t, site({ 'en/a.b.md': '# A\n', 'en/index.md': '# Home\n' }, 'plugins: [exports, linked-data, citations, calendar, feeds]\n'));
  it.built();
  assert.deepEqual(read(it, 'data/works/a-b.json').title, { en: 'A' });
  assert.equal(valid.jsonLd(it.page('data/works/a-b.jsonld'))['@type'], 'Article');
  assert.equal(valid.bibtex(it.page('data/works/a-b.bib')).key, 'ax2eb');
  assert.equal(valid.csl(it.page('data/works/a-b.csl.json')).URL, 'https://example.org/en/a.b.html');
});

test('the validators find what is wrong', async (t) => {
  const thing = { '@context': 'https://schema.org', '@id': 'https://example.org/#it', '@type': 'Event', name: 'X', startDate: '2024', location: 'Here' };
  assert.ok(valid.jsonLd(JSON.stringify(thing)));
  assert.throws(() => valid.jsonLd(JSON.stringify({ ...thing, headline: 'X' })), /schema.org's Event has no headline/);
  assert.throws(() => valid.jsonLd(JSON.stringify({ ...thing, '@type': 'Evnt' })), /no class Evnt/);
  assert.throws(() => valid.jsonLd(JSON.stringify({ ...thing, startDate: undefined })), /needs startDate/);
  assert.throws(() => valid.jsonLd(JSON.stringify({ ...thing, startDate: 'soon' })), /startDate: "soon" is none of Date, DateTime/);
  assert.throws(() => valid.jsonLd(JSON.stringify({ ...thing, organizer: { '@type': 'Place', name: 'X' } })), /organizer: Place is none of/);
  await assert.rejects(valid.rdf(JSON.stringify({ ...thing, url: 'x.html' })), { name: 'jsonld.ValidationError' });
  await assert.rejects(valid.rdf(JSON.stringify({ ...thing, name: { '@language': 'no language', '@value': 'X' } })), { name: 'jsonld.ValidationError' });
  assert.throws(() => valid.csv('a,b\r\n1\r\n'));
  assert.throws(() => valid.csv('a,b\r\n1,2"x"\r\n'));
  assert.throws(() => valid.calendar('BEGIN:VCALENDAR\nEND:VCALENDAR\n'));
  assert.throws(() => valid.csl('[{"id": "x", "type": "page"}]'), /no type of CSL/);
  assert.throws(() => valid.bibtex('@misc{x, title = {y}'));
  const it = built(t);
  const broken = (name, from, to) => {
    const text = it.page(name);
    assert.match(text, from);
    const file = path.join(it.root, 'broken.xml');
    fs.writeFileSync(file, text.replace(from, to));
    return [file];
  };
  assert.throws(() => valid.feeds(broken('en/feed.xml', /<updated>.*?<\/updated>/, '')));
  assert.throws(() => valid.feeds(broken('en/feed.xml', /Z<\/updated>/, '</updated>')));
  assert.throws(() => valid.feed(it.page('en/feed.xml').replace(/<id>.*?<\/id>/g, '<id>tag:x</id>')), /each id/);
  assert.throws(() => valid.sitemaps(broken('sitemap.xml', /<loc>.*?<\/loc>/, '')));
  assert.throws(() => valid.sitemaps(broken('sitemap.xml', /hreflang="fr"/, 'hreflang="French"')));
  assert.throws(() => valid.sitemapIndexes(broken('sitemap.xml', /x^|$/, '')));
});
