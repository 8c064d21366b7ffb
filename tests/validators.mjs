// validators.mjs - is a file of data what it says? Each of these raises an error that says what is wrong, else gives what was read.
//
//   JSON       JSON.parse
//   CSV        csv-parse, strict as RFC 4180: quotes, CRLF, as many cells in each row
//   iCalendar  ical.js, and the rules of RFC 5545 that it forgives: CRLF, lines of 75 octets, what an event must have
//   BibTeX     bibtex-parse
//   CSL-JSON   the names and types of the schema of citationstyles.org (csl-data.json), written out below
//   JSON-LD    names of classes and properties by schema-dts, which is made from schema.org's own definitions
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { require } from './packages.mjs';

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

// ---- schema.org: from class to {above, properties}

let vocabulary;

function schemaOrg() {
  if (vocabulary) return vocabulary;
  vocabulary = new Map();
  let properties;
  const file = new URL('../build/node/node_modules/schema-dts/dist/schema.d.ts', import.meta.url);
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const [, name, kind, above] = /^(?:export )?interface (\w+?)(Base|Leaf) extends (.*) \{$/.exec(line) ?? [];
    const [, property] = /^ {4}"([a-zA-Z]+)"\?: /.exec(line) ?? [];
    if (name) {
      properties = new Set();
      vocabulary.set(name + kind, { above: [...above.matchAll(/\w+Base/g)].map(([base]) => base), properties });
    } else if (property) properties?.add(property);
  }
  return vocabulary;
}

function hasProperty(className, property) {
  const found = schemaOrg().get(className);
  return Boolean(found) && (found.properties.has(property) || found.above.some((base) => hasProperty(base, property)));
}

const needed = { Event: ['startDate', 'location'], Article: ['headline', 'author', 'publisher'], Question: ['text'], DefinedTerm: ['inDefinedTermSet'] };

function checkThing(thing, way) {
  const known = schemaOrg();
  const type = thing['@type'];
  if (thing['@value'] !== undefined) {
    assert.deepEqual(Object.keys(thing).sort(), ['@language', '@value'], way);
    assert.match(thing['@language'], /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/);
    assert.equal(typeof thing['@value'], 'string', way);
    return;
  }
  assert.ok(type && (known.has(`${type}Leaf`) || known.has(`${type}Base`)), `${way}: schema.org has no class ${type}`);
  const classes = [`${type}Base`, `${type}Leaf`];
  for (const [name, value] of Object.entries(thing)) {
    if (name.startsWith('@')) {
      assert.ok(['@context', '@type', '@id'].includes(name), `${way}.${name}`);
      continue;
    }
    assert.ok(classes.some((each) => hasProperty(each, name)), `${way}: schema.org's ${type} has no ${name}`);
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'object') checkThing(each, `${way}.${name}`);
      else assert.ok(typeof each === 'string' && each, `${way}.${name}: ${each}`);
      if (/^(date|start|end)[A-Z].*|Date$/.test(name)) assert.match(each, /^\d{4}(-\d\d(-\d\d(T[\d:]+Z)?)?)?$/, `${way}.${name}`);
      if (/^(url|license|mainEntityOfPage)$/.test(name)) assert.ok(new URL(each), `${way}.${name}`);
    }
  }
}

/** The thing described. */
export function jsonLd(text) {
  const thing = JSON.parse(text);
  assert.equal(thing['@context'], 'https://schema.org');
  assert.ok(new URL(thing['@id']));
  checkThing(thing, thing['@type']);
  for (const name of ['name', ...needed[thing['@type']] ?? []]) assert.ok(thing[name], `${thing['@type']} needs ${name}: ${text}`);
  return thing;
}
