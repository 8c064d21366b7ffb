// validators.mjs - is a file of data what it says? Each of these raises an error that says what is wrong, else gives what was read.
//
//   JSON       JSON.parse
//   CSV        csv-parse, strict as RFC 4180: quotes, CRLF, as many cells in each row
//   iCalendar  ical.js, and the rules of RFC 5545 that it forgives: CRLF, lines of 75 octets, what an event must have
//   BibTeX     bibtex-parse
//   CSL-JSON   the names and types of the schema of citationstyles.org (csl-data.json), written out below
//   citations  Citation.js reads BibTeX and CSL-JSON, and citeproc-js sets both in the style of the APA
//   JSON-LD    schema_org.mjs: schema-dts (classes, domains and ranges of schema.org), jsonld
//   Atom       xmllint with schemas/atom.rng (RFC 4287), and its rules about ids and dates that no schema can say
//   sitemaps   xmllint with the schema of sitemaps.org (package sitemap), and schemas/sitemap-index.xsd
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { require } from './packages.mjs';

export { jsonLd, rdf } from './schema_org.mjs';

const { Cite } = require('@citation-js/core');
require('@citation-js/plugin-bibtex');
require('@citation-js/plugin-csl');
const ICAL = require('ical.js').default ?? require('ical.js');
const { parse: parseCsv } = require('csv-parse/sync');
const bibtexParse = require('bibtex-parse');

/** Rows as maps by the names in the header. */
export function csv(text) {
  const rows = parseCsv(text, { record_delimiter: '\r\n' });
  assert.ok(text.endsWith('\r\n'), 'CSV ends in CRLF');
  assert.equal(new Set(rows[0]).size, rows[0].length, `CSV names each column once: ${rows[0]}`);
  for (const name of rows[0]) assert.notEqual(name, '', 'a column without a name');
  return rows.slice(1).map((row) => Object.fromEntries(row.map((cell, i) => [rows[0][i], cell])));
}

/** The events, as ICAL.Event. */
export function calendar(text) {
  assert.ok(text.endsWith('\r\n'), 'the calendar ends in CRLF');
  assert.doesNotMatch(text, /[^\r]\n|\r[^\n]/, 'lines end in CRLF');
  for (const line of text.split('\r\n'))
    assert.ok(Buffer.byteLength(line) <= 75 && !line.includes('\ufffd'), `a line has at most 75 octets: ${line}`);
  const all = new ICAL.Component(ICAL.parse(text));
  assert.equal(all.name, 'vcalendar');
  assert.equal(all.getFirstPropertyValue('version'), '2.0');
  assert.ok(all.getFirstPropertyValue('prodid'));
  const events = all.getAllSubcomponents('vevent');
  for (const event of events) {
    for (const name of ['uid', 'dtstamp', 'dtstart', 'summary'])
      assert.equal(event.getAllProperties(name).length, 1, `an event has one ${name}`);
    const [stamp, start, end] = ['dtstamp', 'dtstart', 'dtend'].map((name) => event.getFirstPropertyValue(name));
    assert.ok(!stamp.isDate && stamp.zone === ICAL.Timezone.utcTimezone, `DTSTAMP is a time in UTC: ${stamp}`);
    assert.ok(start.isDate && end.isDate && end.compare(start) > 0, `DTEND is a day behind DTSTART: ${start}, ${end}`);
  }
  const ids = events.map((event) => event.getFirstPropertyValue('uid'));
  assert.equal(new Set(ids).size, ids.length, 'each event has a UID of its own');
  return events.map((event) => new ICAL.Event(event));
}

/** The one entry. */
export function bibtex(text) {
  const entries = bibtexParse.entries(text);
  assert.equal(entries.length, 1, text);
  const [entry] = entries;
  assert.match(entry.key, /^[\w-]+$/);
  for (const name of ['TITLE', 'AUTHOR', 'URL']) assert.ok(entry[name], `${name} in ${text}`);
  assert.equal(bibtexParse.parse(text).filter(({ itemtype }) => itemtype === 'entry').length, 1);
  return entry;
}

const cslTypes = `article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document
  entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map motion_picture
  musical_score pamphlet paper-conference patent performance periodical personal_communication post post-weblog regulation report review
  review-book software song speech standard thesis treaty webpage`.split(/\s+/);
const cslTexts = ['abstract', 'container-title', 'language', 'publisher', 'title', 'URL'];

/** The one item. */
export function csl(text) {
  const items = JSON.parse(text);
  assert.ok(Array.isArray(items) && items.length === 1, 'CSL-JSON is a list of items');
  const [item] = items;
  for (const [name, value] of Object.entries(item)) {
    if (name === 'id') assert.ok(value);
    else if (name === 'type') assert.ok(cslTypes.includes(value), `no type of CSL: ${value}`);
    else if (name === 'author') for (const { literal, ...rest } of value) assert.ok(literal && !Object.keys(rest).length);
    else if (name === 'issued') {
      assert.deepEqual(Object.keys(value), ['date-parts']);
      assert.ok(value['date-parts'].every((parts) => parts.length >= 1 && parts.length <= 3 && parts.every(Number.isInteger)), JSON.stringify(value));
    } else assert.ok(cslTexts.includes(name) && typeof value === 'string' && value, `${name}: ${value}`);
  }
  for (const name of ['id', 'type', 'title', 'URL']) assert.ok(item[name], `${name} in ${text}`);
  return item;
}

/** The work as a list of references would have it: {author, year, title, url, text}, from BibTeX or CSL-JSON. */
export function reference(text) {
  const cited = new Cite(text, { generateGraph: false });
  assert.equal(cited.data.length, 1, text);
  const [{ author, issued, title, URL }] = cited.data;
  const [year] = issued['date-parts'][0];
  const set = cited.format('bibliography', { template: 'apa', lang: 'en-US' }).trim();
  assert.ok(set.includes(`(${year}`) && set.endsWith(URL), set);
  return { author: author.map((each) => each.literal ?? each.family), year, title, url: URL, text: set };
}

// ---- XML, by xmllint

const schema = (name) => fileURLToPath(new URL(`schemas/${name}`, import.meta.url));

/** Are these files well-formed, and what the schema says? RULES: options of xmllint. */
function lint(files, rules = []) {
  for (let from = 0; from < files.length; from += 500) {
    const checked = spawnSync('xmllint', ['--noout', '--nonet', ...rules, ...files.slice(from, from + 500)], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (checked.error) throw checked.error;
    const wrong = checked.stderr.split('\n').filter((line) => line && !/ validates$/.test(line));
    assert.equal(checked.status, 0, wrong.slice(0, 20).join('\n'));
  }
}

export const wellFormed = (files) => lint(files);
export const sitemaps = (files) => lint(files, ['--schema', schema('sitemaps.xsd')]);
export const sitemapIndexes = (files) => lint(files, ['--schema', schema('sitemap-index.xsd')]);
export const feeds = (files) => lint(files, ['--relaxng', schema('atom.rng')]);

const all = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);

/** What RFC 4287 says of a feed beyond its grammar. */
export function feed(text) {
  const [head, ...entries] = text.split(/<entry[ >]/);
  const once = (part, pattern, what) => assert.equal(all(part, pattern).length, 1, `${what}: ${part.slice(0, 300)}`);
  const updated = all(head, /<updated>(.*?)</g)[0];
  once(head, /(<link rel="self"[^>]*>)/g, 'a feed says where it is (4.1.1)');
  for (const entry of entries) {
    once(entry, /(<link rel="alternate"[^>]*>)/g, 'an entry without content leads to a page, once (4.1.2)');
    assert.ok(/<author>/.test(entry) || /<author>/.test(head), 'an entry, or its feed, has an author (4.2.1)');
    for (const when of all(entry, /<updated>(.*?)</g)) assert.ok(Date.parse(when) <= Date.parse(updated), `updated after the feed: ${when}`);
  }
  const ids = all(text, /<id>(.*?)</g);
  assert.equal(new Set(ids).size, ids.length, 'each id stands for one thing (4.2.6)');
  for (const id of ids) assert.match(id, /^[a-z][a-z0-9+.-]*:\S+$/, 'an id is an IRI with its scheme (4.2.6)');
}
