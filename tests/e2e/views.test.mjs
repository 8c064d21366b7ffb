// Pages that the plugins of the IGF's site make, on small sites with the real plugins, theme, types and data.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, element, links, newSite } from './harness.mjs';

/** Every file below FOLDER of this repository, by path. */
const folder = (name) => Object.fromEntries(fs.readdirSync(name, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
  .map((file) => [file, fs.readFileSync(file)]));

const house = { ...folder('themes/igf'), ...folder('content/types'), ...folder('content/data'), ...folder('lua-plugins') };

/** A site in English and Arabic with PLUGINS; DOCUMENTS: from path below content/ to text. */
const site = (plugins, documents = {}) => ({
  'site.yaml': `title: {en: Small, ar: صغير}\nbase_url: https://example.org/\nlanguages: [en, ar]\ntheme: igf
taxonomies: {themes: {data: themes}, regions: {data: regions}, groups: {data: groups}, mandate: {data: mandate}}
plugins: [${['theme-index', 'cross-links', 'chains', ...plugins].join(', ')}]\n`,
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
  const page = it.page('en/search.html');
  const section = (letter) => element(page.slice(page.indexOf(`>${letter}</h2>`)), 'ul');
  assert.match(section('E'), /href="about\/eclair\.html">Éclair/);
  assert.match(section('Z'), /zebra/);
  assert.match(section('A'), /href="organisations\/apnic\.html" lang="en" dir="ltr">APNIC<\/a> <span class="count">Address registry/);
  assert.match(section('I'), /href="themes\/ipv6\.html">IPv6 and addressing/);
});

test('an Arabic index passes over the article, and has Latin letters after its own', (t) => {
  const it = newSite(t, site(['search'], {
    'en/about/x.md': document({ title: 'X' }),
    'ar/about/x.md': document({ title: 'الموضوع' }),
    'en/about/dns.md': document({ title: 'DNS' }),
  }));
  it.built();
  const page = it.page('ar/search.html');
  assert.match(element(page.slice(page.indexOf('>م</h2>')), 'ul'), /الموضوع/);
  assert.match(element(page.slice(page.indexOf('>D</h2>')), 'ul'), /DNS/);
});

test('the box of the search page asks the page itself, with the script of the site alone', (t) => {
  const it = newSite(t, site(['search']));
  it.built();
  const page = it.page('en/search.html');
  const form = element(page.slice(page.indexOf('<main')), 'form');
  assert.match(form, /action="search\.html"/);
  assert.match(form, /name="q"/);
  assert.doesNotMatch(form, /hidden/);
  assert.match(page, /<script src="\.\.\/assets\/filter\.[0-9a-f]{10}\.js" defer><\/script>/);
});
