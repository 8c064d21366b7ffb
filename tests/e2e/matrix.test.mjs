// Each getter of the Lua API, read at each place, after each kind of edit: the incremental build
// equals a clean build, byte for byte.
//
// The getters come from C's own tables, so that a new one cannot be forgotten. A `site` hook's
// reads are shared by all of its pages: one read would hide that another was not noted. So each
// probe of a `site` hook has a small site of its own, and so has each probe of `page`. All other
// probes share a site in which each has an output file, and so a trace, of its own.
//
// An edit that does not change what a probe prints cannot show that its read was forgotten. By
// default a small site is built after those edits only that change it; MATRIX=all builds all pairs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, it, test } from 'node:test';
import { readApi } from './api_tables.mjs';
import { writeBranches } from './branches.mjs';
import { buildInBackground, counts, differencesOfBuilds } from './builds.mjs';
import { mapView } from './edits.mjs';
import { baseFiles, matrixEdits } from './matrix_site.mjs';
import { tree } from './harness.mjs';
import {
  functions, luaForSubjects, luaForSubjectsOfPage, luaLines, luaShow, luaSubjects, readingProbes, templateOf, unknownNames, writingProbes,
} from './probes.mjs';

const allPairs = process.env.MATRIX === 'all';
const pairsMax = 14; // edits per small site, unless all: the commit's id changes with every edit

const rows = readApi();
const probes = readingProbes(rows);
const ofPage = (probe) => ['page', 'alternate'].includes(probe.type);

test('the matrix knows every getter and method that C gives to Lua', () => {
  const { missing, gone } = unknownNames(rows);
  assert.ok(rows.length > 100, `only ${rows.length} rows found in ssg/: has the shape of the tables changed? See api_tables.mjs`);
  assert.deepEqual(missing, [], 'add these to tests/e2e/probes.mjs, with arguments to call them with');
  assert.deepEqual(gone, [], 'C no longer has these: take them out of tests/e2e/probes.mjs');
});

// ---- the sites: baseFiles and what the probes add

const pluginOf = (body) => `local version = 1\n${luaShow}\nlocal plugin = {}\n${body}\nreturn plugin\n`;

/** Pages that show what pages of each kind have; they read nothing that an edit changes. */
const luaPagesOfAllKinds = `
  local access, topics = site:term("topics", "access"), site:taxonomy("topics")
  if access then site:add_page{path = "topics/access.html", kind = "term", term = access, layout = "term.html"} end
  site:add_page{path = "topics/index.html", taxonomy = topics, title = "Topics"}
  site:add_page{path = "virtual.html", title = {en = "Virtual", fr = "Virtuelle"}, section = site:section("notes"), data = {version = version}, feed = "feed.xml"}
`;

/** Relations and attached values between documents that no edit removes. */
const luaRelations = `
  site:relate_by_terms{name = "nearest", taxonomies = {"topics"}}
  site:relate_series{field = "series", previous = "previous", next = "next"}
  for _, id in ipairs{"notes/alpha", "notes/beta"} do site:attach(site:document(id), "note", "note " .. version) end
  for _, id in ipairs{"discuss", "advise"} do site:attach(site:term("mandate", id), "note", "note " .. version) end
`;

const layoutOfText = '<main>{{ page.title }} {{ page.content }}</main>{% include "partials/colophon.html" %}\n';

/** A site whose \`site\` hook reads one probe, and prints it on a page. */
function siteOfSiteHook(list, paths = () => 'probe') {
  return {
    'lua-plugins/probe.lua': pluginOf(`function plugin.site(site)
${luaPagesOfAllKinds}
${list.some((probe) => /relation|attached/.test(probe.expression)) ? luaRelations : ''}
${list.map((probe) => `do
  local lines = {"version " .. version}
  ${luaForSubjects(probe.type, luaLines(probe))}
  site:add_page{path = "${paths(probe)}.html", lang = "en", layout = "probe.html", data = lines}
end`).join('\n')}
end`),
    'themes/matrix/layouts/probe.html': '{% for _, line in ipairs(page.data) do %}{{ line }}\n{% end %}',
    'themes/matrix/layouts/base.html': layoutOfText,
    'themes/matrix/partials/probe.html': '',
  };
}

/** A site whose \`site\` hook makes something of what it reads. */
const siteOfWriting = (probe) => ({
  ...siteOfSiteHook([]),
  'lua-plugins/probe.lua': pluginOf(`function plugin.site(site)\n${luaPagesOfAllKinds}\n${probe.lua}\nend\n${
    probe.file ? `function plugin.file(site, file)\n${probe.file}\nend` : ''}`),
  'themes/matrix/layouts/base.html': `${layoutOfText}{% local doc = page.document %}{% if doc then %}{{ doc:attached("note") }}
{% for _, name in ipairs{"nearest", "next"} do %}{% for _, near in ipairs(doc:relation(name)) do %}{{ near.id }} {% end %}{% end %}{% end %}\n`,
});

/** A site all of whose pages read one probe of \`page\`, in their template. */
const siteOfPageTemplate = (list) => ({
  'lua-plugins/probe.lua': pluginOf(`function plugin.site(site)\n${luaPagesOfAllKinds}\nend`),
  'themes/matrix/partials/probe.html': `{% ${luaShow} %}\n${list.map((probe) =>
    templateOf(probe, true).replace(`{% ${luaShow} %}\n`, '').replaceAll('<p>', `<p>@${probe.name} `)).join('')}`,
});

/** The same in the hook \`page\`. */
const siteOfPageHook = (list) => ({
  'lua-plugins/probe.lua': pluginOf(`function plugin.site(site)\n${luaPagesOfAllKinds}\nend
function plugin.page(page)
  local lines = {}
  ${list.map((probe) => `do ${luaForSubjectsOfPage(probe.type, luaLines(probe))} end`).join('\n')}
  page.extra.lines = lines
end`),
  'themes/matrix/partials/probe.html': '{% for _, line in ipairs(page.extra.lines) do %}<p>{{ line }}</p>\n{% end %}',
});

/** Functions of templates, with what they are called with. */
const templateFunctions = {
  t: '{{ t("hello") }} {{ t("bye") }}', date: '{{ date(site:document("notes/beta").date, "long") }}', number: '{{ number(site:document("notes/beta").words) }}',
  list: '{{ list({site:document("notes/beta").title, "B"}) }}', sort_key: '{% local a, b = sort_key(site:document("notes/beta").title), sort_key("C") %}{{ a < b and "before" or "behind" }}',
};

/** What the hook \`document\` sets: expressions of \`doc\`, and of a node. */
const documentHookProbes = {
  fields: 'doc.fields.title', path: 'doc.path', lang: 'doc.lang',
  kind: 'all(function(node) return node.kind end)', level: 'all(function(node) return node.level end)', text: 'all(function(node) return node.text end)',
  title: 'all(function(node) return node.title end)', url: 'all(function(node) return node.url end)',
};

/** The site of all other probes: {name, what, place, files}, and how its files are told apart. */
function siteOfPlaces() {
  const shared = probes.filter((probe) => !ofPage(probe));
  const hook = shared.filter((probe) => luaForSubjectsOfPage(probe.type, ''));
  const options = (probe) => ({ taxonomy: 'taxonomy = site:taxonomy("topics")', section: 'section = site:section("notes")' })[probe.type]
    ?? 'data = {subjects = subjects}';
  const choose = (list, argument, body) => `local chosen = ({\n${list.map((probe) => `["${probe.name}"] = function(${argument}) local lines = {} ${body(probe)} return lines end,`).join('\n')}\n})`;
  return {
    'site.yaml': baseFiles['site.yaml'].replace('[probe]', '[probe, document-hook]'),
    'lua-plugins/probe.lua': pluginOf(`function plugin.site(site)
${luaPagesOfAllKinds}
${luaRelations}
${hook.map((probe) => `do ${['document', 'term'].includes(probe.type) ? luaSubjects(probe.type) : ''}
site:add_page{path = "hook/${probe.name}.html", layout = "hook.html", ${options(probe)}} end`).join('\n')}
${shared.map((probe) => `site:add_page{path = "template/${probe.name}.html", lang = "fr", layout = "${probe.name}.html"}
site:add_file{path = "file/${probe.name}.txt", lang = "fr", data = "${probe.name}"}`).join('\n')}
${functions.template.map((name) => `site:add_page{path = "template/function-${name}.html", layout = "function-${name}.html"}`).join('\n')}
${Object.keys(documentHookProbes).map((name) => `site:add_page{path = "document/${name}.html", layout = "document-${name}.html"}`).join('\n')}
end
function plugin.page(page)
  ${choose(hook, 'page', (probe) => luaForSubjectsOfPage(probe.type, luaLines(probe)))}[page.path:match("^%a+/hook/(.*)%.html$")]
  page.extra.lines = chosen and chosen(page) or {}
end
function plugin.file(site, file)
  ${choose(shared, 'site', (probe) => luaForSubjects(probe.type, luaLines(probe)))}[file.data]
  return table.concat(chosen(site), "\\n") .. "\\n"
end`),
    'lua-plugins/document-hook.lua': `local plugin = {}
function plugin.document(doc)
  local function all(get)
    local parts = {}
    doc:walk(function(node) parts[#parts + 1] = tostring(get(node)) end)
    return table.concat(parts, " "):gsub("%c", " ")
  end
  ${Object.entries(documentHookProbes).map(([name, expression]) => `do local value = ${expression} doc:set("hook_${name}", value or "none") end`).join('\n')}
  if doc.fields.place == "Rio" then doc:warn("a river in January") end
end
return plugin
`,
    'content/types/note.yaml': baseFiles['content/types/note.yaml'],
    'themes/matrix/layouts/hook.html': '{% for _, line in ipairs(page.extra.lines) do %}<p>{{ line }}</p>\n{% end %}',
    'themes/matrix/layouts/base.html': layoutOfText,
    'themes/matrix/partials/probe.html': '',
    ...Object.fromEntries(shared.map((probe) => [`themes/matrix/layouts/${probe.name}.html`, templateOf(probe)])),
    ...Object.fromEntries(Object.entries(templateFunctions).map(([name, text]) => [`themes/matrix/layouts/function-${name}.html`, `${text}\n`])),
    ...Object.fromEntries(Object.keys(documentHookProbes).map((name) => [`themes/matrix/layouts/document-${name}.html`,
      `{% ${luaShow} %}\n{% ${luaForSubjects('document', `%}<p>{{ label }}: {{ show(x.hook_${name}) }}</p>\n{%`)} %}\n`])),
  };
}

/** Which probe a file of this site is of: in words. */
function describeFile(file) {
  const [, place, name] = /(?:^|\/)(hook|template|file|document)\/([\w-]+)\.\w+$/.exec(file) ?? [];
  const probe = probes.find((each) => each.name === name);
  const places = { hook: 'the hook `page`', template: 'a template', file: 'the hook `file`', document: 'the hook `document`' };
  return place ? `${probe?.what ?? name} in ${places[place]}` : 'no probe (a page of the site itself)';
}

// ---- histories

/** The commits of a site: its first files, then each edit; `last`: the number of each edit's last commit. */
function historyOf(added) {
  const files = new Map(Object.entries({ ...baseFiles, ...added }));
  const commits = [{ files: Object.fromEntries(files) }];
  const last = [0], names = ['the first commit'];
  for (const make of matrixEdits) {
    const { what, steps } = make(mapView(files));
    for (const step of steps) {
      commits.push(step);
      for (const [name, content] of Object.entries(step.files)) {
        if (content === null) files.delete(name);
        else files.set(name, content);
      }
    }
    last.push(commits.length - 1);
    names.push(what);
  }
  return { commits, last, names };
}

/** A site that has one probe: {what, place, files}. */
const smallSites = [
  ...probes.filter((probe) => !ofPage(probe)).map((probe) =>
    ({ what: probe.what, place: 'the hook `site`', key: probe.name, files: siteOfSiteHook([probe]) })),
  ...probes.filter(ofPage).flatMap((probe) => [
    { what: probe.what, place: 'templates of all pages', key: probe.name, files: siteOfPageTemplate([probe]) },
    { what: probe.what, place: 'the hook `page` of all pages', key: probe.name, files: siteOfPageHook([probe]) },
  ]),
  ...writingProbes.map((probe) => ({ what: probe.what, place: 'the hook `site`', edits: probe.edits, status: probe.status, files: siteOfWriting(probe) })),
].map((site, i) => ({ ...site, branch: `small-${i}` }));

/** One site with all probes of `site` hooks and of pages: its clean builds tell which edits change what. */
const siteOfValues = () => ({
  ...siteOfSiteHook(probes.filter((probe) => !ofPage(probe)), (probe) => `probe/${probe.name}`),
  ...(({ 'lua-plugins/probe.lua': _, ...rest }) => rest)(siteOfPageTemplate(probes.filter(ofPage))),
  'themes/matrix/layouts/base.html': baseFiles['themes/matrix/layouts/base.html'],
});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ssg-matrix-'));
const repository = path.join(folder, 'site');
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const histories = { values: historyOf(siteOfValues()), places: historyOf(siteOfPlaces()),
  ...Object.fromEntries(smallSites.map((site) => [site.branch, historyOf(site.files)])) };
const ids = writeBranches(repository, Object.fromEntries(Object.entries(histories).map(([name, { commits }]) => [name, commits])));
const editCount = matrixEdits.length + 1;
const revision = (branch, edit) => ids[branch][histories[branch].last[edit]];
const editName = (edit) => histories.values.names[edit];

/** What each probe prints in the published files of the site of all values: map from its name to text. */
function valuesOf(out) {
  const values = new Map();
  const add = (name, text) => values.set(name, `${values.get(name) ?? ''}${text}\n`);
  for (const [file, bytes] of tree(out)) {
    const [, name] = /^en\/probe\/(.*)\.html$/.exec(file) ?? [];
    if (name) add(name, bytes.toString());
    else for (const [, probe, line] of bytes.toString().matchAll(/^<p>@([\w-]+) (.*)<\/p>$/gm)) add(probe, `${file}: ${line}`);
  }
  return values;
}

/** For each probe the edits that change what it prints. */
async function findChanges() {
  const values = await Promise.all(Array.from({ length: editCount }, async (_, edit) => {
    const out = path.join(folder, `values-${edit}`);
    const build = await buildInBackground(repository, out, revision('values', edit), { fresh: true });
    assert.equal(build.status, 0, `after ${editName(edit)}: ${build.stderr}`);
    const found = valuesOf(out);
    for (const each of [out, path.join(folder, `.values-${edit}.ssg`)]) fs.rmSync(each, { recursive: true, force: true });
    return found;
  }));
  const changes = new Map(probes.map((probe) => [probe.name, []]));
  for (const [name, edits] of changes)
    for (let edit = 1; edit < editCount; edit++)
      if (values[edit].get(name) !== values[edit - 1].get(name)) edits.push(edit);
  return changes;
}

let changes;
const whichChange = () => (changes ??= findChanges());

const spread = (list, most) => (list.length <= most ? list : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]));

/** The edits after which SITE is built. */
async function editsOf(site) {
  const all = Array.from({ length: editCount - 1 }, (_, i) => i + 1);
  if (allPairs) return all;
  return spread(site.edits ? all.filter((edit) => site.edits.test(editName(edit))) : (await whichChange()).get(site.key), pairsMax);
}

/** Builds BRANCH incrementally after each of EDITS, and just before, and compares with clean builds. Gives sentences. */
async function compareBuilds(branch, edits, { describeDifference, jobs, status = 0 }) {
  const out = path.join(folder, branch), clean = path.join(folder, `${branch}-clean`);
  const faults = [];
  let built = -1; // the edit that OUT was built after
  for (const edit of edits) {
    if (built !== edit - 1) await buildInBackground(repository, out, revision(branch, edit - 1), { jobs });
    const [incremental, fresh] = await Promise.all([
      buildInBackground(repository, out, revision(branch, edit), { jobs }),
      buildInBackground(repository, clean, revision(branch, edit), { fresh: true, jobs }),
    ]);
    built = edit;
    assert.equal(fresh.status, status, `a clean build after the edit "${editName(edit)}" ended with ${fresh.status}:\n${fresh.stderr}`);
    const differences = differencesOfBuilds(fresh, clean, incremental, out);
    faults.push(...describeDifference(edit, differences));
    // What is wrong once shall not count again after later edits.
    if (differences.length > 0) await buildInBackground(repository, out, revision(branch, edit), { fresh: true, jobs });
  }
  for (const each of [out, clean, path.join(folder, `.${branch}.ssg`), path.join(folder, `.${branch}-clean.ssg`)]) fs.rmSync(each, { recursive: true, force: true });
  return faults;
}

const sentence = (what, edit, { file, diff }) => `${what}: after the edit "${editName(edit)}", ${file} differs from a clean build\n${diff}`;

describe('after each edit, an incremental build equals a clean build', { concurrency: true }, () => {
  it('of a site where each getter has a file per place', async () => {
    const faults = await compareBuilds('places', Array.from({ length: editCount - 1 }, (_, i) => i + 1), {
      jobs: 2,
      describeDifference: (edit, differences) => differences.filter(({ file }, i) => i === 0 || !/^(SHA256SUMS|mirror\.json)$/.test(file))
        .map((difference) => sentence(describeFile(difference.file), edit, difference)),
    });
    assert.equal(faults.length, 0, `${faults.length} faults\n\n${faults.join('\n\n')}`);
  });

  for (const site of smallSites) {
    it(`of a site that reads ${site.what} in ${site.place}`, async () => {
      const faults = await compareBuilds(site.branch, await editsOf(site), {
        status: site.status,
        describeDifference: (edit, differences) => differences.slice(0, 1).map((difference) => sentence(`${site.what} in ${site.place}`, edit, difference)),
      });
      assert.equal(faults.length, 0, `${faults.length} faults\n\n${faults.join('\n\n')}`);
    });
  }

  after(() => console.log(`# ${counts.builds} builds`));
});
