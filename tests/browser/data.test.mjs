// All data of the site is what it says: JSON, JSON-LD, CSV, BibTeX, CSL-JSON, iCalendar. The validators are named in
// tests/validators.mjs; feeds and sitemaps are in valid.test.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as valid from '../validators.mjs';
import { files, root } from './site.mjs';

const kinds = { '.csl.json': valid.csl, '.json': JSON.parse, '.jsonld': valid.jsonLd, '.csv': valid.csv, '.bib': valid.bibtex, '.ics': valid.calendar };
const kindOf = (name) => Object.keys(kinds).find((ending) => name.endsWith(ending));

for (const [kind, check] of Object.entries(kinds))
  test(`every ${kind} file is valid`, () => {
    const checked = files.filter((name) => kindOf(name) === kind);
    assert.ok(checked.length > 0, `no file ${kind} in ${root}`);
    const problems = checked.flatMap((name) => {
      try {
        check(fs.readFileSync(path.join(root, name), 'utf8'));
        return [];
      } catch (error) {
        return [`${name}: ${error.message}`];
      }
    });
    assert.equal(problems.length, 0, `${problems.length} problems:\n${problems.slice(0, 20).join('\n')}`);
  });

test('every .jsonld file is RDF, nothing dropped', async () => {
  for (const name of files.filter((file) => file.endsWith('.jsonld'))) {
    const quads = await valid.rdf(fs.readFileSync(path.join(root, name), 'utf8'));
    assert.match(quads, /<http:\/\/schema.org\/name>/, name);
  }
});

test('every work is cited alike from BibTeX and from CSL-JSON', () => {
  const read = (name) => valid.reference(fs.readFileSync(path.join(root, name), 'utf8'));
  for (const name of files.filter((file) => file.endsWith('.bib'))) {
    const { text: ours, ...bibtex } = read(name);
    const { text: theirs, ...csl } = read(name.replace(/bib$/, 'csl.json'));
    assert.deepEqual(bibtex, csl, name);
    assert.ok(ours.startsWith(theirs.slice(0, 20)), `${ours} | ${theirs}`);
  }
});

test('the index names every work and every table, and each has its rows', () => {
  const index = JSON.parse(fs.readFileSync(path.join(root, 'data/index.json'), 'utf8'));
  const local = (address) => {
    assert.ok(address.startsWith(index.url), address);
    return path.join(root, decodeURI(address.slice(index.url.length)));
  };
  for (const { id, data } of index.works) assert.equal(JSON.parse(fs.readFileSync(local(data), 'utf8')).id, id);
  for (const { id, count, json, csv } of index.types) {
    assert.equal(JSON.parse(fs.readFileSync(local(json), 'utf8')).length, count, id);
    assert.equal(valid.csv(fs.readFileSync(local(csv), 'utf8')).length, count, id);
  }
});
