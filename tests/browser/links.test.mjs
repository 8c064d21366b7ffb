// A crawl of every page of the output, without a browser: every link leads to a file that exists, at an
// anchor that exists, is relative and ends in a file name - so that it works over http, from a
// subdirectory and from file:// alike - and no page loads anything from elsewhere.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { require } from '../packages.mjs';
import { files, isRedirect, root } from './site.mjs';

const { parse } = require('parse5');
const published = new Set(files);
const pages = files.filter((name) => name.endsWith('.html'));

/** The attributes that hold addresses; those that the browser loads by itself are in `loaded`. */
const addresses = { a: ['href'], area: ['href'], link: ['href'], img: ['src', 'srcset'], source: ['src', 'srcset'], script: ['src'], iframe: ['src'],
  video: ['src', 'poster'], audio: ['src'], track: ['src'], embed: ['src'], object: ['data'], form: ['action'], blockquote: ['cite'], input: ['src'], use: ['href'] };
const loaded = (tag, attributes) => !['a', 'area', 'form', 'blockquote'].includes(tag)
  && !(tag === 'link' && /\b(canonical|alternate|license|author|next|prev|help|search)\b/.test(attributes.rel ?? ''));

function* elements(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elements(child.content ?? child);
  }
}

function read(name) {
  const anchors = new Set(['top']);
  const links = [];
  for (const element of elements(parse(fs.readFileSync(path.join(root, name), 'utf8')))) {
    const attributes = Object.fromEntries(element.attrs.map((attribute) => [attribute.name, attribute.value]));
    if (attributes.id) anchors.add(attributes.id);
    if (element.tagName === 'a' && attributes.name) anchors.add(attributes.name);
    for (const attribute of addresses[element.tagName] ?? []) {
      if (attributes[attribute] === undefined) continue;
      const all = attribute === 'srcset' ? attributes.srcset.split(',').map((each) => each.trim().split(/\s+/)[0]) : [attributes[attribute]];
      links.push(...all.map((href) => ({ href, loaded: loaded(element.tagName, attributes), relation: attributes.rel ?? '' })));
    }
    if (element.tagName === 'meta' && attributes['http-equiv']?.toLowerCase() === 'refresh')
      links.push({ href: attributes.content.replace(/^\d+;\s*url=/i, ''), loaded: true, relation: '' });
  }
  return { anchors, links };
}

const contents = new Map(pages.map((name) => [name, read(name)]));

/** All links of all pages, less those that PROBLEM says nothing about: "page: href: problem". */
const problems = (problem) => [...contents].flatMap(([name, { links }]) =>
  links.flatMap((link) => problem(name, link).map((what) => `${name}: ${link.href}: ${what}`)));
const isElsewhere = (href) => /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(href);

function show(list) {
  assert.equal(list.length, 0, `${list.length} problems:\n${list.slice(0, 30).join('\n')}`);
}

test('there are pages to check', () => assert.ok(pages.length > 100, `${pages.length} pages in ${root}`));

test('every link leads to a file that exists', () => show(problems((name, { href }) => {
  if (isElsewhere(href) || href.startsWith('#')) return [];
  const target = path.posix.join(path.posix.dirname(name), decodeURIComponent(href.split(/[?#]/)[0]));
  return published.has(target) ? [] : [`no file ${target}`];
})));

test('every anchor exists', () => show(problems((name, { href }) => {
  if (isElsewhere(href) || !href.includes('#')) return [];
  const [file, anchor] = href.split('#');
  const target = file ? path.posix.join(path.posix.dirname(name), decodeURIComponent(file)) : name;
  if (!contents.has(target) || !anchor) return [];
  return contents.get(target).anchors.has(decodeURIComponent(anchor)) ? [] : [`no anchor in ${target}`];
})));

test('every link inside the site is relative', () => show(problems((_, { href }) =>
  (href.startsWith('/') && !href.startsWith('//')) || href === '' || href.startsWith('file:') ? ['not relative'] : [])));

test('links elsewhere are of kinds that a reader can follow', () => show(problems((_, { href }) =>
  isElsewhere(href) && !/^(https?|mailto|tel|data):/.test(href) ? ['odd scheme'] : [])));

test('no page loads anything from elsewhere', () => show(problems((_, link) =>
  link.loaded && isElsewhere(link.href) && !link.href.startsWith('data:') ? ['loaded from elsewhere'] : [])));

test('no style sheet loads anything from elsewhere', () => {
  for (const name of files.filter((file) => file.endsWith('.css')))
    assert.doesNotMatch(fs.readFileSync(path.join(root, name), 'utf8'), /url\(\s*["']?(https?:)?\/\/|@import/, name);
});

test('every id stands once in its page', () => {
  for (const name of pages) {
    const ids = [...elements(parse(fs.readFileSync(path.join(root, name), 'utf8')))]
      .flatMap((element) => element.attrs.filter((attribute) => attribute.name === 'id').map((attribute) => attribute.value));
    assert.equal(new Set(ids).size, ids.length, `${name}: ${ids.filter((id, i) => ids.indexOf(id) !== i)}`);
  }
});

/** The pages that a page links to in its own language, or at the root. */
const linked = (name) => contents.get(name).links
  .filter(({ href, relation }) => !isElsewhere(href) && !href.startsWith('#') && !/alternate|canonical/.test(relation))
  .map(({ href }) => path.posix.join(path.posix.dirname(name), decodeURIComponent(href.split(/[?#]/)[0])))
  .filter((target) => contents.has(target));

/** How many links each page is away from START, inside FOLDER. */
function distances(start, folder) {
  const found = new Map([[start, 0]]);
  for (const [name, clicks] of found)
    for (const target of linked(name))
      if (target.startsWith(folder) && !found.has(target)) found.set(target, clicks + 1);
  return found;
}

const CLICKS = 4;

for (const home of pages.filter((name) => /^[a-z]+\/index\.html$/.test(name)))
  test(`no page is an orphan, or more than ${CLICKS} clicks from ${home}`, () => {
    const folder = home.split('/')[0] + '/';
    const clicks = distances(home, folder);
    const own = pages.filter((name) => name.startsWith(folder) && !isRedirect(name));

    show(own.filter((name) => !(clicks.get(name) <= CLICKS)).map((name) => `${name}: ${clicks.get(name) ?? 'no'} clicks`));
  });

test('every language can be reached from the front page', () => {
  const ways = linked('index.html');
  show(pages.filter((name) => /^[a-z]+\/index\.html$/.test(name) && !ways.includes(name)));
});
