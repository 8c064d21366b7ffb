// matrix_site.mjs - the small site of the matrix test, and the edits that are made to it.
import { document } from './harness.mjs';
import {
  blobId, changeOf, editAndRevert, oneStep, withField, withFirstParagraph, withoutField, withParagraph, withTitle,
} from './edits.mjs';
import { png } from './sites.mjs';

const layout = (text) => `{% extends "base.html" %}{% block main %}${text}{% end %}\n`;

const noteType = `name: {en: Note, fr: Billet}
plural: {en: Notes, fr: Billets}
sections: [notes]
fields:
  place: {kind: string}
  problem: {kind: text, translatable: true}
  count: {kind: integer}
  cost: {kind: number}
  open: {kind: boolean}
  started: {kind: date}
  countries: {kind: string, list: true}
  website: {kind: url}
  meeting: {kind: reference}
  owners: {kind: reference, list: true}
  group: {kind: term, taxonomy: mandate}
  names: {kind: label}
  numbers: {kind: map, fields: {figure: {kind: number}}}
  anything: {kind: any}
`;

/** Front matter of beta, one field per kind: its value, and the value that an edit gives it. */
const kinds = {
  place: ['Athens', 'Rio'],
  problem: ['No access', 'No trust'],
  count: ['3', '4'],
  cost: ['1.5', '2.5'],
  open: ['true', 'false'],
  started: ['2024-02-03', '2024-02-04'],
  countries: ['[FR, EG]', '[FR, EG, CN]'],
  website: ['https://example.org/a', 'https://example.org/b'],
  meeting: ['notes/alpha', 'notes/gamma'],
  owners: ['[notes/alpha]', '[notes/gamma, notes/alpha]'],
  group: ['advise', 'report'],
  names: ['{en: Name, fr: Nom}', '{en: Other name, fr: Autre nom}'],
  numbers: ['{figure: 1}', '{figure: 2}'],
  anything: ['[1, {a: b}]', '[1, {a: c}]'],
  topics: ['[access]', '[access, rights]'],
  mandate: ['[advise]', '[advise, discuss]'],
  weight: ['1', '9'],
  series: ['first', 'second'],
  date: ['2024-01-02', '2025-06-07'],
};

const alpha = document({ title: 'Alpha', date: '2024-05-01', summary: 'The first.', place: 'Paris', topics: '[access]', mandate: '[discuss]',
  series: 'first', weight: 2, aliases: '[old/alpha.html]' }, 'Words of alpha. See [beta](beta.md).\n\n## Why\n\nBecause.\n');

/** The files of the site, without what a probe adds: lua-plugins/probe.lua, layouts and partials. */
export const baseFiles = {
  'site.yaml': `title: {en: Matrix, fr: Matrice}
description: {en: A site, fr: Un site}
base_url: https://example.org/
languages: [en, fr, ar]
theme: matrix
plugins: [probe]
links: warn
taxonomies:
  topics: {open: true, label: {en: Topics, fr: Sujets}}
  mandate: {data: mandate}
params: {word: {en: Word, fr: Mot}, colour: green}
`,
  'content/types/note.yaml': noteType,
  'content/data/mandate.yaml': `terms:
  - {id: discuss, label: {en: Discuss, fr: Discuter}, colour: red}
  - {id: advise, label: {en: Advise, fr: Conseiller}, description: {en: To advise}, aliases: [help]}
  - {id: report, label: {en: Report}}
`,
  'content/data/facts.yaml': 'rain: {en: Rain, fr: Pluie}\nmillimetres: 12\n',
  'content/assets/picture.png': png(8, 4),
  'content/assets/plain.txt': 'Plain.\n',
  'content/en/index.md': document({ title: 'Home' }, 'Welcome.\n'),
  'content/fr/index.md': document({ title: 'Accueil' }, 'Bienvenue.\n'),
  'content/en/about.md': document({ title: 'About', summary: 'Who we are.' }, 'Words about us.\n'),
  'content/en/notes/index.md': document({ title: 'Notes' }, 'All of them.\n'),
  'content/fr/notes/index.md': document({ title: 'Billets' }, 'Tous.\n'),
  'content/en/notes/alpha.md': alpha,
  'content/fr/notes/alpha.md': document({ title: 'Alpha en français', problem: 'Rien', source: `"${blobId(alpha)}"` }, 'Mots. Voir [beta](beta.md).\n'),
  'content/ar/notes/alpha.md': document({ title: 'ألفا', source: `"${blobId(alpha)}"` }, 'كلمات.\n'),
  'content/en/notes/beta.md': document({ title: 'Beta', ...Object.fromEntries(Object.entries(kinds).map(([key, [value]]) => [key, value])) },
    'Words of beta. ![a picture](../../assets/picture.png)\n'),
  'content/fr/notes/gamma.md': document({ title: 'Gamma', date: '2023', series: 'first' }, 'Des mots, sans original anglais.\n'),
  'content/en/notes/delta.md': document({ title: 'Delta', topics: '[rights]', date: '2022-01-01' }, 'Words of delta.\n'),
  'content/en/notes/epsilon.md': document({ title: 'Epsilon', date: '2021-01-01' }, 'Words of epsilon.\n'),
  'content/en/plans/one.md': document({ title: 'One', topics: '[access]' }, 'A plan: [alpha](../notes/alpha.md), see [[Delta]].\n'),
  'themes/matrix/strings/en.yaml': 'hello: Hello\nbye: Bye\n',
  'themes/matrix/strings/fr.yaml': 'hello: Bonjour\n',
  'themes/matrix/partials/colophon.html': '<footer>{{ site.title }}</footer>\n',
  'themes/matrix/layouts/base.html': '<main>{% block main %}{% end %}</main>{% include "partials/probe.html" %}{% include "partials/colophon.html" %}\n',
  'themes/matrix/layouts/data.html': '{% for _, x in ipairs(page.data) do %}<p>{{ x.title or x.label }} {{ x.summary }}</p>{% end %}\n',
  ...Object.fromEntries(['page', 'section', 'home', 'languages', 'not-found', 'redirect', 'term'].map((name) =>
    [`themes/matrix/layouts/${name}.html`, layout(name)])),
};

// ---- edits, in the order in which they are made

const beta = 'content/en/notes/beta.md', delta = 'content/en/notes/delta.md', epsilon = 'content/en/notes/epsilon.md';
const alphaOriginal = 'content/en/notes/alpha.md', alphaFrench = 'content/fr/notes/alpha.md', alphaArabic = 'content/ar/notes/alpha.md';
const config = 'site.yaml', plugin = 'lua-plugins/probe.lua', mandate = 'content/data/mandate.yaml', type = 'content/types/note.yaml';

/** An edit of one file: CHANGE from its text to another. */
const edit = (what, name, change) => (view) => changeOf(view, what, name, (text) => {
  const changed = change(text);
  if (changed === text) throw new Error(`the edit "${what}" changes nothing`);
  return changed;
});
const replace = (what, name, from, to) => edit(what, name, (text) => text.replace(from, to));
const field = (what, name, key, value) => edit(what, name, (text) => withField(text, key, value));
const write = (what, files) => () => oneStep(what, files);

/** Each takes a view of the files (edits.mjs) and gives an edit. */
export const matrixEdits = [
  write('nothing', {}),
  edit('the text of a document', beta, (text) => withParagraph(text, 'More words, and some more.')),
  edit('the first paragraph of a text', beta, (text) => withFirstParagraph(text, 'A new beginning.')),
  edit('a heading of a text', beta, (text) => withParagraph(text, '## A heading\n\nUnder it.')),
  edit('a link in a text', beta, (text) => withParagraph(text, 'See [delta](delta.md).')),
  edit('the text of the home page', 'content/en/index.md', (text) => withParagraph(text, 'Do come in.')),
  edit('the text of a section page', 'content/en/notes/index.md', (text) => withParagraph(text, 'And more.')),
  edit('the text of a translation', alphaFrench, (text) => withParagraph(text, 'Encore des mots.')),
  edit('the text of an original that a source: names', alphaOriginal, (text) => withParagraph(text, 'The original has more words.')),
  write('the text of an original, again as its source: has it', { [alphaOriginal]: alpha }),
  edit('the text of an original, once more', alphaOriginal, (text) => withParagraph(text, 'The original has other words.')),
  (view) => oneStep('the source: of a translation that is brought up to date', { [alphaFrench]: withField(view.read(alphaFrench), 'source', `"${blobId(view.bytes(alphaOriginal))}"`) }),
  edit('the title of an original that a source: names', alphaOriginal, (text) => withTitle(text, 'Alpha, the original')),
  field('a field of an original that a source: names', alphaOriginal, 'place', 'Geneva'),
  edit('a source: that is taken away', alphaArabic, (text) => withoutField(text, 'source')),
  edit('the title of a document', beta, (text) => withTitle(text, 'Omega')),
  edit('the title of a translation', alphaFrench, (text) => withTitle(text, 'Alpha, autrement')),
  edit('the title of an original in another language', 'content/fr/notes/gamma.md', (text) => withTitle(text, 'Gamma, autrement')),
  edit('the title that a wiki link names', delta, (text) => withTitle(text, 'Delta, renamed')),
  edit('the title of a section', 'content/en/notes/index.md', (text) => withTitle(text, 'All notes')),
  edit('the title of the home page', 'content/en/index.md', (text) => withTitle(text, 'Start')),
  field('the summary of a document', beta, 'summary', 'Short.'),
  ...Object.entries(kinds).map(([key, [, value]]) => field(`the field ${key}`, beta, key, value)),
  field('a field in the translation', alphaFrench, 'problem', 'Toujours rien'),
  field('the translator', alphaFrench, 'translated_by', 'Grace'),
  field('the layout of a document', beta, 'layout', 'home.html'),
  field('sitemap: false', beta, 'sitemap', 'false'),
  (view) => ({ ...editAndRevert(view, beta, 'Grace'), what: 'history alone: an edit and its revert' }),
  write('history alone: names in .mailmap', { '.mailmap': 'Ada Lovelace <ada@example.org>\n' }),
  replace('a string of the language', 'themes/matrix/strings/fr.yaml', 'Bonjour', 'Salut'),
  replace('a string that another language takes', 'themes/matrix/strings/en.yaml', 'Bye', 'Goodbye'),
  edit('a template', 'themes/matrix/layouts/page.html', (text) => text.replace('{% end %}', ' again{% end %}')),
  edit('a partial', 'themes/matrix/partials/colophon.html', (text) => `${text}<hr>\n`),
  write('a string file that comes', { 'themes/matrix/strings/ar.yaml': 'hello: مرحبا\n' }),
  edit('a comment of the plugin', plugin, (text) => `-- A comment.\n${text}`),
  replace('a value in the plugin', plugin, 'version = 1', 'version = 2'),
  replace('a data file', 'content/data/facts.yaml', '12', '13'),
  write('a data file that comes', { 'content/data/more.yaml': 'a: 1\n' }),
  replace('the label of a term', mandate, 'en: Advise', 'en: Counsel'),
  replace('the description of a term', mandate, 'To advise', 'To counsel'),
  replace('the parent of a term', mandate, 'id: report', 'id: report, parent: discuss'),
  replace('a key of a term', mandate, 'colour: red', 'colour: blue, aliases: [talk]'),
  replace('the label of a type', type, 'name: {en: Note', 'name: {en: Jotting'),
  replace('the plural of a type', type, 'plural: {en: Notes', 'plural: {en: Jottings'),
  replace('the kind of a field in a type', type, 'count: {kind: integer}', 'count: {kind: number}'),
  replace('the title of the site', config, 'en: Matrix', 'en: Grid'),
  replace('the description of the site', config, 'A site', 'Another site'),
  replace('a parameter', config, 'en: Word', 'en: Term'),
  replace('the label of a taxonomy', config, 'en: Topics', 'en: Subjects'),
  edit('a menu', config, (text) => `${text}menu: [notes, notes/beta]\n`),
  replace('the order of the menu', config, '[notes, notes/beta]', '[notes/beta, notes]'),
  replace('the base_url', config, 'https://example.org/', 'https://example.net/sub/'),
  edit('the chain of fallbacks', config, (text) => `${text}fallback_chain: {ar: [fr, en]}\n`),
  write('the bytes of a picture', { 'content/assets/picture.png': png(9, 4) }),
  write('the bytes of a plain asset', { 'content/assets/plain.txt': 'Not so plain.\n' }),
  write('an asset of the theme that comes', { 'themes/matrix/assets/style.css': 'p { margin: 0 }\n' }),
  (view) => oneStep('a rename of a document', { 'content/en/notes/zeta.md': view.bytes(epsilon), [epsilon]: null }),
  write('a document that is added', { 'content/en/notes/new.md': document({ title: 'New', date: '2026-01-01', topics: '[new, access]', series: 'first' }, 'New words: [alpha](alpha.md).\n') }),
  write('a translation that is added', { 'content/fr/notes/beta.md': document({ title: 'Bêta' }, 'Mots de bêta. Voir [alpha](alpha.md).\n') }),
  write('a translation that is added, with source:', { 'content/fr/about.md': document({ title: 'À propos', source: '"0123456789"' }, 'Qui nous sommes.\n') }),
  write('a section that is added', { 'content/en/fresh/index.md': document({ title: 'Fresh' }), 'content/en/fresh/page.md': document({ title: 'Fresh page' }) }),
  field('an alias', delta, 'aliases', '[old/delta.html]'),
  field('a draft', 'content/en/plans/one.md', 'draft', 'true'),
  write('a document that is removed', { 'content/en/notes/zeta.md': null }),
  write('a translation that is removed', { 'content/ar/notes/alpha.md': null }),
  edit('a language that is added', config, (text) => text.replace('[en, fr, ar]', '[en, fr, ar, es]')),
  edit('fallback: links', config, (text) => `${text}fallback: links\n`),
  replace('fallback: none', config, 'fallback: links', 'fallback: none'),
];
