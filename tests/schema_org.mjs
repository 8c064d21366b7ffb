// schema_org.mjs - is a file of JSON-LD what schema.org's vocabulary and JSON-LD say?
//
// The vocabulary is that of the package schema-dts, which is made from schema.org's own definitions: the classes and what
// they are below, the properties of each class (their domains), and what stands there (their ranges).
// Then jsonld, the reference implementation in JavaScript, makes RDF of it, and drops nothing on the way.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { require } from './packages.mjs';

const jsonld = require('jsonld');

const SCHEMA = 'http://schema.org/';

/** What a text has to be where schema.org has these types of data; the others are any text. */
const formats = {
  Date: /^\d{4}(-\d\d(-\d\d)?)?$/,
  DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/,
  Time: /^\d\d:\d\d:\d\d/,
  URL: /^https?:\/\/[^\s/]+\/\S*$|^https?:\/\/[^\s/]+$/,
};
const texts = new Set(['Text', 'CssSelectorType', 'PronounceableText', 'XPathType']);

let known;

/** {classes: name → {above, properties: name → ranges}, values: enumeration → addresses} */
function vocabulary() {
  if (known) return known;
  known = { classes: new Map(), values: new Map() };
  const file = new URL('../build/node/node_modules/schema-dts/dist/schema.d.ts', import.meta.url);
  let properties;
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    const [, name, , above] = /^(?:export )?interface (\w+?)(Base|Leaf) extends (.*) \{$/.exec(line) ?? [];
    const [, property, ranges] = /^ {4}"([a-zA-Z]+)"\?: SchemaValue<(.*), "[a-zA-Z]+">;$/.exec(line) ?? [];
    const [, type, whatever] = /^export type (\w+) = (.*);$/.exec(line) ?? [];
    if (name) {
      const it = known.classes.get(name) ?? { above: new Set(), properties: new Map() };
      for (const [, base] of above.matchAll(/(\w+)Base/g)) if (base !== name) it.above.add(base);
      known.classes.set(name, it);
      properties = it.properties;
    } else if (property) properties?.set(property, ranges.split(' | '));
    else if (type) known.values.set(type, [...whatever.matchAll(/"(https:\/\/schema\.org\/\w+)"/g)].map(([, address]) => address));
  }
  return known;
}

const isA = (name, wanted) => name === wanted || [...vocabulary().classes.get(name)?.above ?? []].some((above) => isA(above, wanted));

/** What may stand in a property of a class: undefined if the class has none of that name. */
function rangesOf(className, property) {
  const it = vocabulary().classes.get(className);
  return it && (it.properties.get(property) ?? [...it.above].map((above) => rangesOf(above, property)).find(Boolean));
}

/** Is the text one of these types? A thing may be named by its address. */
function isText(value, ranges) {
  return ranges.some((range) => texts.has(range) || formats[range]?.test(value) || vocabulary().values.get(range)?.includes(value));
}

function checkValue(value, ranges, way) {
  if (typeof value === 'string') assert.ok(value && isText(value, ranges), `${way}: "${value}" is none of ${ranges.join(', ')}`);
  else if (value?.['@value'] !== undefined) {
    assert.deepEqual(Object.keys(value).sort(), ['@language', '@value'], way);
    assert.equal(typeof value['@value'], 'string', way);
    assert.ok(ranges.some((range) => texts.has(range)), `${way}: a text with a language is none of ${ranges.join(', ')}`);
  } else {
    assert.equal(typeof value, 'object', `${way}: ${value}`);
    assert.ok(ranges.some((range) => isA(value['@type'], range)), `${way}: ${value['@type']} is none of ${ranges.join(', ')}`);
    checkThing(value, way);
  }
}

function checkThing(thing, way) {
  const type = thing['@type'];
  assert.ok(vocabulary().classes.has(type), `${way}: schema.org has no class ${type}`);
  for (const [name, value] of Object.entries(thing)) {
    if (name.startsWith('@')) {
      assert.ok(['@context', '@type', '@id'].includes(name), `${way}.${name}`);
      continue;
    }
    const ranges = rangesOf(type, name);
    assert.ok(ranges, `${way}: schema.org's ${type} has no ${name}`);
    for (const each of [value].flat()) checkValue(each, ranges, `${way}.${name}`);
  }
}

const needed = { Event: ['startDate', 'location'], Article: ['headline', 'author', 'publisher'], Question: ['text'], DefinedTerm: ['inDefinedTermSet'] };

/** The thing described, in schema.org's words. */
export function jsonLd(text) {
  const thing = JSON.parse(text);
  assert.equal(thing['@context'], 'https://schema.org');
  assert.match(thing['@id'], formats.URL);
  checkThing(thing, thing['@type']);
  for (const name of ['name', ...needed[thing['@type']] ?? []]) assert.ok(thing[name], `${thing['@type']} needs ${name}: ${text}`);
  return thing;
}

/** schema.org's context, made as theirs is: a property that holds no text holds an address, a date or a time. */
function context() {
  const terms = { '@vocab': SCHEMA, type: '@type', id: '@id' };
  for (const { properties } of vocabulary().classes.values())
    for (const [name, ranges] of properties) {
      const address = ranges.includes('URL') || ranges.includes('IdReference');
      const date = ['Date', 'DateTime'].find((type) => ranges.includes(type));
      if (!ranges.includes('Text') && (address || date))
        terms[name] = { '@id': SCHEMA + name, '@type': date ? SCHEMA + date : '@id' };
    }
  return { '@context': terms };
}

let document;

/** What the text says in RDF, as N-Quads. Raises an error where something would be dropped: a relative address, a language that is none. */
export async function rdf(text) {
  document ??= context();
  const documentLoader = async (url) => {
    assert.equal(url, 'https://schema.org');
    return { contextUrl: null, documentUrl: url, document };
  };
  const quads = await jsonld.toRDF(JSON.parse(text), { documentLoader, safe: true, format: 'application/n-quads' });
  for (const [, name] of quads.matchAll(/<http:\/\/schema\.org\/(\w+)> /g)) assert.match(name, /^[a-zA-Z]+$/);
  for (const [, language] of quads.matchAll(/"@(\S+) \.$/gm)) assert.match(language, /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/i);
  return quads;
}
