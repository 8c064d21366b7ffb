// After any series of edits, a build over the last one equals a build from nothing.
// SEED and EDITS repeat or lengthen a run; the seed is printed.
import path from 'node:path';
import test from 'node:test';
import fs from 'node:fs';
import assert from 'node:assert/strict';
import { assertSameTree, document, git, newSite, randomNumbers, tree } from './harness.mjs';
import { documentsOf, blobId, folderView, sourcedOriginals, withField as setField, withoutField } from './edits.mjs';
import { languages, sample } from './sites.mjs';

/** What a `site` hook may read of each document: one at a time, as reads hide one another. */
const hookReads = ['doc.stale', 'doc.stale', 'doc.stale', 'doc.title', 'doc.words', 'doc.updated', 'doc.authors and doc.authors[1]', 'doc.summary', '#doc:backlinks()', 'doc.date', 'doc.url', 'doc.excerpt', 'doc.id'];
/** With all of them the model is rarely used again: some plugin has read what an edit changes. */
const pluginLists = ['[theme-index, cross-links, stamp, read, exports, linked-data, citations, calendar, feeds]', '[theme-index, stamp, read]', '[stamp, read]', '[read]'];
const hookOf = (read) => `local plugin = {}
function plugin.site(site)
  for _, lang in ipairs{"en", "fr"} do
    local lines = {}
    for _, doc in ipairs(site:in_language(lang):documents{}) do lines[#lines + 1] = doc.id .. " " .. tostring(${read}) end
    site:add_page{path = "read.html", lang = lang, title = table.concat(lines, ", "), layout = "page.html"}
  end
end
return plugin
`;

/** Gives a function that makes a random edit of SITE and says what it was. */
function editor(site, random) {
  const pick = (list) => list[random(list.length)];
  const file = (name) => path.join(site.repository, name);
  const read = (name) => fs.readFileSync(file(name), 'utf8');
  const documents = () => fs.readdirSync(file('content'), { recursive: true })
    .filter((name) => name.endsWith('.md')).map((name) => `content/${name}`).sort();
  const slug = () => `doc-${random(12)}`;
  const terms = () => ['access', 'rights', 'capacity', 'trust'].filter(() => random(2));
  const themes = ['plain', 'other'];
  /** A template as the program has it; of another theme, that of plain. */
  const own = (name) => fs.readFileSync(name.replace('themes/other/', 'themes/plain/'), 'utf8');
  const replaced = (name, pattern, text) => ({ [name]: read(name).replace(pattern, text) });
  const withField = (name, key, value) =>
    ({ [name]: read(name).replace(new RegExp(`^${key}: .*\n`, 'm'), '').replace(/^(title: .*)$/m, `$1\n${key}: ${value}`) });
  const view = folderView(site.repository);
  const sourced = () => pick(sourcedOriginals(view, languages));
  let count = 0;

  const text = () => pick([
    'Some words.\n', `See [a page](${slug()}.md).\n`, `See [[${pick(['Privacy', 'Access for all', 'Doc 3'])}]].\n`,
    `## Heading ${random(9)}\n\nText.\n`, '> [!TIP]\n> A tip.\n', '![a picture](../../assets/grey.png)\n',
  ]);
  const edits = [
    () => { const name = pick(documents()); return [`text of ${name}`, { [name]: `${read(name)}\n${text()}` }]; },
    () => { const name = pick(documents()); return [`title of ${name}`, replaced(name, /^title: .*$/m, `title: New title ${++count}`)]; },
    () => { const name = `content/en/messages/${slug()}.md`; return [`write ${name}`, { [name]: document({ title: `Doc ${random(9)}`, date: `202${random(6)}-0${1 + random(9)}-01`, themes: terms(), series: pick(['s', 't']) }, text()) }]; },
    () => { const name = `content/${pick(languages.slice(1))}/${pick(documents()).split('/').slice(2).join('/')}`; return [`translate ${name}`, { [name]: document({ title: `Title ${random(9)}` }, text()) }]; },
    () => { const name = pick(documents().filter((each) => !each.endsWith('index.md'))); return [`remove ${name}`, { [name]: null }]; },
    () => { const name = pick(documents()); const to = name.replace(/[^/]*$/, `${slug()}.md`); return [`rename ${name} to ${to}`, name === to ? {} : { [to]: read(name), [name]: null }]; },
    () => ['the title of the site', replaced('site.yaml', /^title: \{en: [^,]*/m, `title: {en: Sample ${random(9)}`)],
    () => ['fallback', replaced('site.yaml', /\n(fallback: \w+\n)?$/, `\nfallback: ${pick(['pages', 'links', 'none'])}\n`)],
    () => ['a label of a term', replaced('content/data/mandate.yaml', /label: \{en: Advise[^,}]*/, `label: {en: Advise ${random(9)}`)],
    () => ['a plugin', replaced('lua-plugins/stamp.lua', /page\.extra\.stamp = .*/, `page.extra.stamp = page.path .. "${random(9)}"`)],
    () => ['the style sheet', { 'themes/plain/assets/style.css': `body { margin: ${random(9)}px }\n` }],
    () => ['a picture', { 'content/assets/grey.png': sample['content/assets/grey.png'].subarray(0, 60 + random(9)) }],
    () => ['a template', { 'themes/plain/layouts/page.html': `${fs.readFileSync('themes/plain/layouts/page.html', 'utf8')}{% block head %}<meta name="x" content="${random(9)}">{% end %}\n` }],
    () => ['a string', { 'themes/plain/strings/fr.yaml': `related: "Voir aussi ${random(9)}"\n` }],
    () => { const name = `themes/${pick(themes)}/partials/${pick(['grouped', 'toc', 'terms', 'link', 'colophon', 'notices'])}.html`; return [`template ${name}`, { [name]: `${own(name)}${pick(['', `<i>${random(9)}</i>`])}` }]; },
    () => { const name = `themes/${pick(themes)}/layouts/${pick(['section', 'term', 'home'])}.html`; return [`layout ${name}`, { [name]: pick([null, '{% extends "page.html" %}', `{{ page.title }} ${random(9)} {{ t("home") }}`]) }]; },
    () => ['the layout of a type', replaced('content/types/message.yaml', /^(layout: .*\n)?sections/m, `${pick(['', 'layout: home.html\n', 'layout: section.html\n'])}sections`)],
    () => { const name = `themes/${pick(themes)}/strings/${pick(languages)}.yaml`; return [`strings ${name}`, { [name]: pick([null, `home: "H${random(9)}"\n`, `note: "N${random(9)}"\n`, `updated: "{date} ${random(9)}"\n`, `related: "R${random(9)}"\nsee_all: "S"\n`]) }]; },
    () => ['the theme', replaced('site.yaml', /\n(theme: \w+\n)?(?=taxonomies)/, pick(['\n', '\ntheme: other\n']))],
    () => { const name = `themes/${pick(themes)}/assets/${pick(['style.css', 'other.css'])}`; return [`asset ${name}`, { [name]: pick([null, `p { margin: ${random(9)}px }\n`]) }]; },
    () => { const name = pick(documents()); return [`summary of ${name}`, withField(name, 'summary', `Short ${random(9)}`)]; },
    () => ['a section', { [`content/en/new/${slug()}.md`]: document({ title: `Section ${random(9)}`, themes: terms() }, text()) }],
    () => ['an alias', { [`content/en/messages/${slug()}.md`]: document({ title: `Moved ${random(9)}`, aliases: [`old/${slug()}.html`] }, text()) }],
    () => ['a type', replaced('content/types/message.yaml', /^plural: .*$/m, `plural: {en: Messages ${random(9)}}`)],
    () => { const name = pick(documents()); return [`status of ${name}`, withField(name, 'status', pick(['draft', 'final', 'lost']))]; },
    () => { const name = pick(documents()); return [`date of ${name}`, replaced(name, /^date: .*$/m, `date: "203${random(9)}-01-0${1 + random(9)}"`)]; },
    () => ['a merge', { 'content/en/messages/main.md': document({ title: `Main ${random(9)}` }, text()) },
      { 'content/en/messages/side.md': document({ title: `Side ${random(9)}`, themes: terms() }, text()) }],
    () => { const name = pick(documents()); return [`an edit of ${name} and its revert`, { [name]: `${read(name)}\n${text()}` }, undefined, 'revert']; },
    () => ['names', { '.mailmap': `${pick(['Ada Lovelace', 'Ada King', 'Ada'])} <ada@example.org>\n` }],
    () => { const name = pick(documents()); return [`weight of ${name}`, { [name]: setField(read(name), 'weight', String(random(9))) }]; },
    () => ['languages', replaced('site.yaml', /^languages: .*$/m, `languages: [${pick([languages, languages.slice(0, 5), [...languages, 'de']]).join(', ')}]`)],
    () => ['which plugins', replaced('site.yaml', /^plugins: .*$/m, `plugins: ${pick(pluginLists)}`)],
    () => ['the menu', replaced('site.yaml', /^menu: .*$/m, `menu: ${pick(['[messages, about/index]', '[about/index, messages]', '[messages]'])}`)],
    () => ['a parent of a term', replaced('content/data/mandate.yaml', /^.*id: advise.*$/m, `  - {id: advise, label: {en: Advise}${pick(['', ', parent: discuss', ', description: {en: To advise}'])}}`)],
    () => ['what a hook reads', { 'lua-plugins/read.lua': hookOf(pick(hookReads)) }],
    () => {
      const original = pick(documentsOf(view).filter((name) => name.startsWith('content/en/')));
      const name = original.replace('/en/', '/fr/');
      return [`a source: of ${name}`, { [name]: setField(fs.existsSync(file(name)) ? read(name) : document({ title: 'Traduit' }), 'source', `"${blobId(view.bytes(original))}"`) }];
    },
    () => { const found = sourced(); return found ? [`text of the original ${found.original}`, { [found.original]: `${read(found.original)}\n${text()}` }] : ['nothing', {}]; },
    () => { const found = sourced(); return found ? [`title of the original ${found.original}`, { [found.original]: setField(read(found.original), 'title', `Original ${++count}`) }] : ['nothing', {}]; },
    () => { const found = sourced(); return found ? [`no source: of ${found.translation}`, { [found.translation]: withoutField(read(found.translation), 'source') }] : ['nothing', {}]; },
    () => ['nothing', {}],
  ];
  return () => pick(edits)();
}

/** What is in the files of these names; null: there is none. */
const contents = (site, names) => Object.fromEntries(names.map((name) => {
  const file = path.join(site.repository, name);
  return [name, fs.existsSync(file) ? fs.readFileSync(file) : null];
}));

/** Commits an edit: its files, and those of a side branch that is merged with them; REVERT: and then takes it back. */
function commit(site, { files, side, author, revert }) {
  const there = (name) => fs.existsSync(path.join(site.repository, name));
  const known = (map) => Object.fromEntries(Object.entries(map).filter(([name, bytes]) => bytes !== null || there(name)));
  if (revert) {
    const old = contents(site, Object.keys(files));
    site.commit(known(files), { author: 'Grace' });
    return site.commit(old, { author });
  }
  if (!side) return site.commit(known(files), { author });
  git(site.repository, ['switch', '-q', '-c', 'side']);
  site.commit(side, { author });
  git(site.repository, ['switch', '-q', 'main']);
  site.commit(known(files), { author });
  git(site.repository, ['merge', '-q', '--no-edit', 'side']);
  git(site.repository, ['branch', '-q', '-D', 'side']);
}

/** What a build says of the site: without how long it took, where it lies, and how much of it is new. */
const summary = (build) => build.stdout.replace(/[\d.]+ s$|in \S+:|\d+ of them written/gm, '');

/** Builds what an edit left, over the last build and from nothing. Gives what differs (or null), and whether there were errors. */
function buildBoth(site, { rev, jobs }) {
  const fresh = path.join(site.root, 'fresh');
  const build = site.build({ rev, jobs });
  const other = site.build({ rev, out: fresh, fresh: true });
  if (build.status !== other.status || build.status > 1 || build.stderr !== other.stderr)
    return { problem: `status ${build.status} and ${other.status}\n${build.stderr}\n--- fresh:\n${other.stderr}` };
  try {
    if (build.status === 0) assertSameTree(site.out, fresh);
    if (/ written$/m.test(build.stdout)) assert.equal(summary(build), summary(other));
  } catch (error) {
    return { problem: error.message };
  }
  return { problem: null, failed: build.status !== 0 };
}

const difference = (site, build) => buildBoth(site, build).problem;

const begin = (t) => {
  const site = newSite(t, { ...sample, 'site.yaml': `${sample['site.yaml'].replace(/^plugins: .*$/m, 'plugins: [theme-index, read]')}links: warn\n`,
    'lua-plugins/read.lua': hookOf(hookReads[0]),
    'themes/other/partials/footer.html': '{{ t("home") }} {{ site:asset("style.css") }}\n' });
  site.built();
  return site;
};

/** Does a series of edits on a new site fail? */
function fails(t, edits) {
  const site = begin(t);
  return edits.some((edit, i) => {
    commit(site, edit);
    return difference(site, { ...edit, rev: edit.back ? `HEAD~${Math.min(edit.back, i)}` : 'HEAD' }) !== null;
  });
}

/** Fewer of EDITS that fail all the same: leaves out ever smaller runs (Zeller's ddmin, without its complements). */
function shrunk(edits, fails, tries = 60) {
  for (let size = Math.ceil(edits.length / 2); size >= 1 && tries > 0; size = Math.floor(size / 2))
    for (let at = edits.length - size; at >= 0 && tries > 0; at -= size, tries--) {
      const fewer = [...edits.slice(0, at), ...edits.slice(at + size)];
      if (fails(fewer)) edits = fewer;
    }
  return edits;
}

test('every build of a series of random edits equals a fresh build of its commit', (t) => {
  const seed = Number(process.env.SEED ?? 4);
  const count = Number(process.env.EDITS ?? 200);
  t.diagnostic(`SEED=${seed} EDITS=${count}`);

  const site = begin(t);
  const random = randomNumbers(seed);
  const next = editor(site, random);
  const edits = [];
  let before = {}, wrong = false, good = 0; // before: what was in the files that were edited since the last build without errors
  while (edits.length < count) {
    const [what, files, side, revert] = wrong && random(2) ? ['undo what was wrong', before] : next();
    const i = edits.length + 1;
    const back = random(8) ? 0 : random(Math.min(i, 5)); // now and then an older commit, and back
    const edit = { what, files, side, revert, author: i % 3 ? 'Ada' : 'Grace', back, jobs: 1 + random(3) };
    edits.push(edit);
    before = { ...contents(site, Object.keys({ ...files, ...side })), ...before };
    commit(site, edit);
    const { problem, failed } = buildBoth(site, { ...edit, rev: back ? `HEAD~${back}` : 'HEAD' });
    if (!failed) good++;
    if (!back) wrong = failed;
    if (!back && !failed) before = {};
    if (!problem) continue;
    const few = shrunk(edits, (some) => fails(t, some));
    throw new Error(`SEED=${seed}, edit ${i} (${what}): ${problem}\n--- as few edits do it:\n${few.map((each) =>
      `${each.what}${each.back ? `, built ${each.back} back` : ''}, -j${each.jobs}`).join('\n')}`);
  }
  assert.ok(good > count / 2, `only ${good} of ${count} builds had no errors`);
});

test('a series of edits that fails is shrunk to those that matter', () => {
  const fails = (edits) => edits.includes(3) && edits.includes(8);
  assert.deepEqual(shrunk([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], fails), [3, 8]);
  assert.deepEqual(shrunk([3, 8], fails), [3, 8]);
});

/** A site that was built twice, with one more page in between, and a function that compares the next build with a fresh one. */
function builtTwice(t) {
  const site = newSite(t, sample);
  site.built();
  site.commit({ 'content/en/messages/more.md': document({ title: 'More', themes: ['access'] }, 'Text.\n') });
  site.built();
  const state = path.join(site.root, '.public.ssg');
  const compare = (message, { title = `More ${message}` } = {}) => {
    const fresh = path.join(site.root, 'fresh');
    site.commit({ 'content/en/messages/more.md': document({ title, themes: ['access'] }, `Text, ${message}.\n`) });
    site.built();
    site.built({ out: fresh, fresh: true });
    assertSameTree(site.out, fresh, message);
  };
  return { site, state, compare };
}

test('what builds remember is not relied on when it is damaged, torn or gone', (t) => {
  const { state, compare } = builtTwice(t);
  const files = () => fs.readdirSync(state).filter((name) => fs.statSync(path.join(state, name)).isFile() && name !== 'lock');
  assert.ok(files().length >= 3, files().join(' '));
  for (const name of files()) {
    if (!fs.existsSync(path.join(state, name))) continue; // merged with others meanwhile
    const bytes = fs.readFileSync(path.join(state, name));
    for (const [how, damaged] of Object.entries({
      flipped: Buffer.from(bytes.map((byte, i) => (i % 997 === 40 ? byte ^ 0xff : byte))),
      torn: bytes.subarray(0, bytes.length / 2), empty: Buffer.alloc(0), zero: Buffer.alloc(bytes.length),
    })) {
      for (const title of ['More', undefined]) { // a text alone, and what others show too
        if (fs.existsSync(path.join(state, name))) fs.writeFileSync(path.join(state, name), damaged);
        compare(`${name} ${how}`, { title });
      }
    }
  }
});

test('a list of the output that was damaged is made anew', (t) => {
  const { site, compare } = builtTwice(t);
  for (const name of ['mirror.json', 'SHA256SUMS']) {
    const file = path.join(site.out, name);
    const text = fs.readFileSync(file, 'utf8');
    for (const damaged of [text.replace('en/index.html', 'en/1ndex.html'), text.slice(0, 100), '', null]) {
      if (damaged === null && name === 'SHA256SUMS') continue; // such a folder is not ours
      fs.rmSync(file);
      if (damaged !== null) fs.writeFileSync(file, damaged);
      else fs.symlinkSync('SHA256SUMS', file);
      compare(`${name} ${damaged?.length}`);
    }
  }
});

test('a build that failed has remembered what it read', (t) => {
  const site = newSite(t, { ...sample, 'content/en/messages/lost.md': document({ title: 'Lost', themes: ['access'] }, 'See [nothing](nowhere.md).\n') });
  assert.equal(site.build().status, 1);
  site.commit({ 'content/en/messages/lost.md': document({ title: 'Lost', themes: ['access'] }, 'Found.\n') });
  assert.match(site.built({ args: ['--profile'] }).stdout, / 1 x .* documents read\n/);
});

test('a build that has nothing to do repeats the warnings of the last one, with the lines that they are about', (t) => {
  const site = begin(t);
  site.commit({ 'content/en/messages/lost.md': document({ title: 'Lost', themes: ['access'] }, 'See [nothing](nowhere.md).\n') });
  const first = site.build(), again = site.build();
  assert.match(first.stderr, /See \[nothing\]/);
  assert.equal(again.stderr, first.stderr);
  assert.match(again.stdout, /unchanged|up to date|already/);
});

test('a site that was rolled back, or replaced, is built whole again', (t) => {
  const { site, state, compare } = builtTwice(t);
  const previous = path.join(state, 'previous');
  const aside = path.join(site.root, 'aside');
  fs.renameSync(site.out, aside);
  fs.renameSync(previous, site.out);
  fs.renameSync(aside, previous);
  compare('rolled back');
  fs.rmSync(site.out, { recursive: true });
  compare('removed');
  fs.rmSync(previous, { recursive: true });
  compare('without a previous generation');
  compare('and once more');
});

test('a page that read nothing that has changed is not written again', (t) => {
  const { site } = builtTwice(t);
  const inode = (name) => fs.statSync(path.join(site.out, name)).ino;
  site.commit({ 'content/en/messages/more.md': document({ title: 'More', themes: ['access'] }, 'Other text.\n') });
  const build = site.built();
  assert.match(build.stdout, /\b[1-9]\d? of them written/);
  const before = inode('en/index.html');
  site.built();
  assert.equal(inode('en/index.html'), before);
  assert.match(site.build().stdout, /up to date/);
});

/** A theme of its own, of which pages use one part or another. */
function themed(t) {
  const page = (lang, layout) => document({ title: `${lang} ${layout}`, layout: `${layout}.html` }, 'Text.\n');
  const site = newSite(t, {
    'site.yaml': 'title: T\nbase_url: https://example.org/\nlanguages: [en, fr, es]\nfallback_chain: {es: [fr]}\ntheme: own\n',
    'content/en/a.md': page('en', 'one'), 'content/fr/a.md': page('fr', 'one'), 'content/es/a.md': page('es', 'one'),
    'content/en/b.md': page('en', 'two'), 'content/fr/b.md': page('fr', 'two'), 'content/es/b.md': page('es', 'two'),
    'themes/own/layouts/base.html': '<title>{{ page.title }}</title>{% block main %}{% end %}\n',
    'themes/own/layouts/one.html': '{% extends "base.html" %}{% block main %}{{ t("hello") }}{% include "partials/x.html" %}{% end %}\n',
    'themes/own/layouts/two.html': '{% extends "base.html" %}{% block main %}<link href="{{ site:asset("two.css") }}">{% end %}\n',
    'themes/own/partials/x.html': '{% if page.lang == "fr" then %}{% include "partials/french.html" %}{% end %}\n',
    'themes/own/partials/french.html': 'x\n',
    'themes/own/strings/en.yaml': 'hello: Hello\n', 'themes/own/strings/fr.yaml': 'hello: Salut\nbye: Adieu\n',
    'themes/own/assets/two.css': 'p {}\n', 'themes/own/assets/lone.css': 'p {}\n',
  });
  const inodes = () => new Map([...tree(site.out).keys()].map((name) => [name, fs.statSync(path.join(site.out, name)).ino]));
  site.built();
  /** Commits FILES and builds: which files are written anew? All is as in a fresh build. */
  const written = (files) => {
    const fresh = path.join(site.root, 'fresh');
    const before = inodes();
    site.commit(files);
    const { stdout } = site.built();
    site.built({ out: fresh, fresh: true });
    assertSameTree(site.out, fresh);
    const names = [...inodes()].filter(([name, inode]) => before.get(name) !== inode).map(([name]) => name)
      .filter((name) => !['SHA256SUMS', 'mirror.json'].includes(name)).sort();
    assert.equal(Number(stdout.match(/(\d+) of them written/)[1]), names.length, stdout);
    return names;
  };
  return { site, written };
}

test('an edit of a template writes the pages that it took part in', (t) => {
  const { written } = themed(t);
  assert.deepEqual(written({ 'themes/own/partials/french.html': 'y\n' }), ['fr/a.html']);
  assert.deepEqual(written({ 'themes/own/partials/x.html': 'No French.\n' }), ['en/a.html', 'es/a.html', 'fr/a.html']);
  assert.deepEqual(written({ 'themes/own/partials/french.html': 'z\n' }), []);
  assert.deepEqual(written({ 'themes/own/layouts/two.html': '{% extends "base.html" %}{% block main %}<link href="{{ site:asset("two.css") }}">!{% end %}\n' }),
    ['en/b.html', 'es/b.html', 'fr/b.html']);
  assert.equal(written({ 'themes/own/layouts/base.html': '{{ page.title }}{% block main %}{% end %}\n' }).length, 11, 'all pages');
});

for (const jobs of [2, 0]) test(`when an edit changes nearly all of many pages, all are written at once, by ${jobs} workers`, (t) => {
  const names = Array.from({ length: 360 }, (_, i) => `content/en/d${i}.md`);
  const site = newSite(t, {
    'site.yaml': 'title: T\nbase_url: https://example.org/\nlanguages: [en, fr, es]\nlinks: warn\ntheme: own\n',
    ...Object.fromEntries(names.map((name, i) => [name, document({ title: `Document ${i}` }, `Text ${i}.\n`)])),
    'content/en/broken.md': document({ title: 'Broken' }, 'See [nothing](nowhere.md).\n'),
    'themes/own/layouts/page.html': '{{ page.title }} {% include "partials/body.html" %}\n',
    'themes/own/partials/body.html': '{{ page.content }}\n',
    'content/assets/x.txt': 'An asset.\n',
  });
  const fresh = path.join(site.root, 'fresh');
  const edit = (files) => {
    site.commit(files);
    const build = site.built({ jobs }), other = site.built({ out: fresh, fresh: true });
    assertSameTree(site.out, fresh);
    assert.equal(build.stderr, other.stderr);
    assert.equal(build.stderr.match(/leads nowhere/g).length, 1);
    return build.stdout.match(/(\d+) files, .* (\d+) of them written/).slice(1).map(Number);
  };
  site.built();
  for (const text of ['One', 'Two', 'Three']) {
    const [files, written] = edit({ 'themes/own/layouts/page.html': `{{ page.title }} ${text} {% include "partials/body.html" %}\n` });
    assert.ok(written > 1000 && written < files, 'all pages, but not what is no page');
    const few = edit({ [names[0]]: document({ title: 'Document 0' }, `${text}.\n`), 'themes/own/layouts/home.html': text });
    assert.ok(few[1] < 20, few.join(' '));
  }
});

test('a template that comes before another, or goes, writes the pages that use it', (t) => {
  const { written } = themed(t);
  const home = ['en/index.html', 'es/index.html', 'fr/index.html'];
  assert.deepEqual(written({ 'themes/own/layouts/home.html': 'Home.\n' }), home);
  assert.deepEqual(written({ 'themes/plain/layouts/home.html': 'Plain home.\n' }), []);
  assert.deepEqual(written({ 'themes/own/layouts/home.html': null }), home);
  assert.deepEqual(written({ 'themes/plain/layouts/home.html': null }), home);
});

test('an edit of a string writes the pages that say it, in the languages that take it', (t) => {
  const { written } = themed(t);
  assert.deepEqual(written({ 'themes/own/strings/en.yaml': 'hello: Hi\n' }), ['en/a.html']);
  assert.deepEqual(written({ 'themes/own/strings/fr.yaml': 'hello: Bonjour\nbye: Adieu\n' }), ['es/a.html', 'fr/a.html']);
  assert.deepEqual(written({ 'themes/own/strings/es.yaml': 'hello: Hola\n' }), ['es/a.html']);
  assert.deepEqual(written({ 'themes/own/strings/fr.yaml': 'hello: Salut\nbye: Ciao\n' }), ['fr/a.html']);
  assert.deepEqual(written({ 'themes/own/strings/es.yaml': null }), ['es/a.html']);
});

test('an edit of an asset writes the pages that ask for it', (t) => {
  const { site, written } = themed(t);
  const names = written({ 'themes/own/assets/two.css': 'b {}\n' });
  assert.deepEqual(names.filter((name) => name.endsWith('.html')), ['en/b.html', 'es/b.html', 'fr/b.html']);
  assert.match(names[0], /^assets\/two\.\w+\.css$/);
  assert.equal(written({ 'themes/own/assets/lone.css': 'b {}\n' }).length, 1);
  assert.equal(written({ 'content/assets/two.css': 'i {}\n' }).length, 4);
  const [asset] = written({ 'content/assets/two.css': null });
  assert.ok(site.page('en/b.html').includes(asset), asset);
});

test('the model is kept when templates and strings change', (t) => {
  const { site, written } = themed(t);
  const image = () => fs.statSync(path.join(site.root, '.public.ssg', 'model')).ino;
  const before = image();
  written({ 'themes/own/partials/x.html': 'x\n', 'themes/own/layouts/new.html': 'x\n' });
  written({ 'themes/own/strings/fr.yaml': 'hello: Bonjour\n' });
  assert.equal(image(), before);
  written({ 'content/en/a.md': document({ title: 'A', layout: 'new.html' }) });
  assert.notEqual(image(), before);
});

test('the model is kept while only texts change', (t) => {
  const { site, state } = builtTwice(t);
  const image = () => fs.statSync(path.join(state, 'model')).ino;
  const more = (title, text) => ({ 'content/en/messages/more.md': document({ title, themes: ['access'] }, text) });
  const before = image();
  site.commit(more('More', 'Other words, and [a link](../index.md).\n'), { author: 'Grace' });
  assert.notEqual((site.built(), image()), before, 'a link is more than a text');
  const linked = image();
  site.commit(more('More', 'Some words, another paragraph,\n\nand [a link](../index.md).\n'), { author: 'Grace' });
  site.built();
  assert.equal(image(), linked, 'a text');
  for (const text of ['One.', 'Two.', 'One.', 'Three.']) {
    site.commit(more('More', `${text} And [a link](../index.md).\n`));
    const [, written] = site.built().stdout.match(/(\d+) of them written/);
    assert.ok(written < 30, `${text} ${written}`);
  }
  assert.equal(image(), linked, 'texts');
});

/** A site whose documents are listed by date, title and weight, without wiki links; one is built. */
function titled(t, more = {}) {
  const page = (title, extra = {}, text = 'Text.\n') => document({ title, themes: ['access'], ...extra }, text);
  const site = newSite(t, {
    'site.yaml': `title: Titles
base_url: https://example.org/
languages: [en, fr]
taxonomies: {themes: {open: true}}
plugins: [${more.plugin ? 'own, ' : ''}theme-index, cross-links]
`,
    ...(more.plugin ? { 'lua-plugins/own.lua': more.plugin } : {}),
    'content/en/index.md': page('Home'),
    'content/en/notes/index.md': page('Notes'),
    'content/en/notes/a.md': page('Alpha', { weight: 1 }, 'See [b](b.md).\n'),
    'content/en/notes/b.md': page('Beta', { weight: 1 }),
    'content/en/notes/c.md': page('Gamma', { weight: 2 }),
    'content/fr/notes/a.md': document({ title: 'Alpha en français' }, 'Texte.\n'),
    'themes/plain/layouts/term.html': `{% extends "base.html" %}
{% block main %}
{% for _, doc in ipairs(page.term:documents{sort = "title"}) do %}
<a href="{{ doc.url }}">{{ doc.title }}</a>
{% end %}
{% end %}
`,
    ...more.files,
  });
  const rename = (name, to) => site.commit({ [name]: fs.readFileSync(path.join(site.repository, name), 'utf8').replace(/^title: .*$/m, `title: ${to}`) });
  const image = () => fs.statSync(path.join(site.root, '.public.ssg', 'model')).ino;
  site.built();
  return { site, rename, image };
}

test('the model is kept when a title changes, and lists by title follow', (t) => {
  const { site, rename, image } = titled(t);
  const kept = image();
  const order = () => [...site.page('en/themes/access.html').matchAll(/notes\/(\w)\.html">/g)].map((match) => match[1]).join('');
  assert.equal(order(), 'abc');
  for (const [name, title, orderNow] of [
    ['content/en/notes/a.md', 'Omega', 'bca'], ['content/en/notes/b.md', 'Zeta', 'cab'], ['content/en/notes/a.md', 'Delta', 'acb'],
    ['content/en/notes/c.md', 'Gamma', 'acb'], ['content/fr/notes/a.md', 'Oméga', 'acb'], ['content/en/notes/a.md', 'Alpha', 'acb']]) {
    rename(name, title);
    assert.equal(difference(site, { rev: 'HEAD' }), null, title);
    assert.equal(order(), orderNow, title);
    assert.equal(image(), kept, title);
  }
  site.commit({ 'content/en/notes/c.md': document({ title: 'Gamma', themes: ['access'], weight: 2 }, 'Other text.\n') });
  assert.equal(difference(site, { rev: 'HEAD' }), null, 'a text');
  assert.equal(image(), kept, 'a text');
  rename('content/en/notes/index.md', 'Remarks');
  assert.equal(difference(site, { rev: 'HEAD' }), null, 'of a section');
  assert.notEqual(image(), kept, 'of a section');
});

test('the model is made again when a title changes that links or hooks read', (t) => {
  const wiki = titled(t, { files: { 'content/en/notes/d.md': document({ title: 'Delta' }, 'See [[Alpha]].\n') } });
  const before = wiki.image();
  wiki.rename('content/en/notes/b.md', 'Beta 2');
  assert.equal(difference(wiki.site, { rev: 'HEAD' }), null);
  assert.notEqual(wiki.image(), before, 'a wiki link');
  for (const expression of ['doc.title', 'doc.fields.title', 'doc:field("title")', 'site:documents{sort = "weight"}[i].id']) {
    const { site, rename } = titled(t, { plugin: `local plugin = {}
function plugin.site(site)
  for i, doc in ipairs(site:documents{sort = "id"}) do
    site:add_page{path = "own/" .. doc.slug .. ".html", title = ${expression}}
  end
end
return plugin
` });
    rename('content/en/notes/a.md', 'Omega');
    assert.equal(difference(site, { rev: 'HEAD' }), null, expression);
  }
});

test('traces grow by what a build made', (t) => {
  const { site, state, compare } = builtTwice(t);
  const file = (name) => fs.statSync(path.join(state, name));
  compare('a text', { title: 'More' });
  const base = file('traces');
  for (const message of ['two', 'three', 'four']) compare(message, { title: 'More' });
  assert.equal(file('traces').ino, base.ino, 'texts');
  assert.ok(file('traces').size < 2 * base.size, 'only what differs');
  site.commit({ 'content/en/messages/another.md': document({ title: 'Another', themes: ['access'] }, 'Text.\n') });
  site.built();
  assert.equal(file('traces').ino, base.ino, 'another page');
  compare('and a text', { title: 'More' });
  fs.rmSync(path.join(state, 'traces'));
  compare('without', { title: 'More' });
  assert.deepEqual(fs.readdirSync(state).filter((name) => name.startsWith('new-')), []);
});

test('traces are written again without what is dead after many builds', (t) => {
  const { state, compare } = builtTwice(t);
  const ino = () => fs.statSync(path.join(state, 'traces')).ino;
  const base = ino();
  for (let i = 0; i < 66; i++) compare(`text ${i}`, { title: 'More' });
  assert.notEqual(ino(), base);
});

test('a plugin that reads texts before there are pages sees those of today', (t) => {
  const site = newSite(t, { ...sample,
    'site.yaml': sample['site.yaml'].replace(/^plugins: \[/m, 'plugins: [words, '),
    'lua-plugins/words.lua': `local plugin = {}
function plugin.site(site)
  for _, doc in ipairs(site:documents{}) do
    site:add_page{path = "words/" .. doc.id .. ".html", title = doc.id .. " " .. doc.words}
  end
end
return plugin
` });
  site.commit({ 'content/en/messages/more.md': document({ title: 'More' }, 'One two three.\n') });
  site.built();
  assert.match(site.page('en/words/messages/more.html'), /messages\/more 3</);
  site.commit({ 'content/en/messages/more.md': document({ title: 'More' }, 'One two three four.\n') });
  site.built();
  assert.match(site.page('en/words/messages/more.html'), /messages\/more 4</);
});

test('warnings are said again, and where they are today', (t) => {
  const site = newSite(t, { ...sample, 'site.yaml': `${sample['site.yaml']}links: warn\n` });
  const page = (before) => document({ title: 'Broken' }, `${before}See [x](nowhere.md).\n`);
  const said = (build) => build.stderr.match(/^content.*leads nowhere/gm);
  site.commit({ 'content/en/messages/broken.md': page(''), 'content/en/messages/more.md': document({ title: 'More' }, 'Text.\n') });
  assert.deepEqual(said(site.built()), ['content/en/messages/broken.md:5:9: warning: link "nowhere.md" leads nowhere']);
  site.commit({ 'content/en/messages/more.md': document({ title: 'More' }, 'Other text.\n') });
  assert.deepEqual(said(site.built()), ['content/en/messages/broken.md:5:9: warning: link "nowhere.md" leads nowhere']);
  site.commit({ 'content/en/messages/broken.md': page('Two more lines.\n\n') });
  assert.deepEqual(said(site.built()), ['content/en/messages/broken.md:7:9: warning: link "nowhere.md" leads nowhere']);
});

test('the list of files is written again when files come or go, and warnings about names are said again', (t) => {
  const site = newSite(t, sample);
  const list = () => fs.statSync(path.join(site.root, '.public.ssg', 'files')).ino;
  const text = (words) => ({ 'content/en/messages/more.md': document({ title: 'More' }, `${words}\n`) });
  const warned = (build) => /content\/assets\/aux\.png: warning: Windows/.test(build.stderr);
  site.commit(text('Text.'));
  site.built();
  const before = list();
  site.commit(text('Other text.'));
  assert.equal((site.built(), list()), before, 'a text');
  site.commit({ 'content/assets/another.png': sample['content/assets/grey.png'] });
  assert.notEqual((site.built(), list()), before, 'a file');
  site.commit({ 'content/assets/aux.png': sample['content/assets/grey.png'] });
  assert.ok(warned(site.built()));
  site.commit(text('Some text.'));
  assert.ok(warned(site.built()));
});

test('new commits are appended to the history, and their dates and authors are on the pages', (t) => {
  const names = Array.from({ length: 120 }, (_, i) => `content/en/messages/many-${i}.md`);
  const page = (i, text) => ({ [names[i]]: document({ title: `Many ${i}` }, `${text}\n`) });
  const site = newSite(t, { ...sample, ...Object.assign({}, ...names.map((_, i) => page(i, 'One.'))) });
  const state = path.join(site.root, '.public.ssg');
  site.built();
  const file = () => fs.statSync(path.join(state, 'history'));
  const first = file();
  for (const [i, author] of [[3, 'Grace'], [4, 'Ada'], [3, 'Ada']]) {
    site.commit(page(i, `Text of ${author}.`), { author });
    site.built();
    site.built({ out: path.join(site.root, 'fresh'), fresh: true });
    assertSameTree(site.out, path.join(site.root, 'fresh'));
    assert.equal(file().ino, first.ino);
    assert.ok(file().size > first.size && file().size < first.size * 1.2);
  }
  // The same documents, with other histories: an older commit, front matter in between, other names of authors.
  const same = (what, rev = 'HEAD') => assert.equal(difference(site, { rev }), null, what);
  same('older', 'HEAD~2');
  same('newer');
  site.commit({ [names[5]]: document({ title: 'Many 5', date: '2024-05-06' }, 'One.\n') }, { author: 'Grace' });
  same('front matter');
  site.commit(page(6, 'Text.'), { author: 'Grace' });
  same('text');
  same('older, over the image of a newer one', 'HEAD~3');
  site.commit({ '.mailmap': 'Grace Hopper <grace@example.org>\n' });
  same('names');
  site.commit(page(6, 'Other text.'), { author: 'Ada' });
  same('text after names');
  site.commit(Object.assign({}, ...names.map((_, i) => page(i, 'Two.'))));
  site.built();
  assert.notEqual(file().ino, first.ino);
});
