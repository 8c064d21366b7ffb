// probes.mjs - how each getter and method of the Lua API is called by the matrix test.
//
// A *probe* is one expression over one kind of object, for instance `x.title` of documents. It is
// read at several *places*: the hooks `site`, `page` and `file`, and templates. The subjects of a
// place are the objects that a probe is read from there.
//
// Every getter and method that C has (api_tables.mjs) needs an entry in `calls`: `true` for a getter
// that is simply read, a list of expressions otherwise. matrix.test.mjs fails without it.

/** Documents whose fields are read: none of them is added, renamed or removed by an edit. */
const documentIds = ['notes/alpha', 'notes/beta', 'notes/gamma', 'notes/index', 'about'];

const lists = ['x:documents{}', 'x:documents{sort = "title"}', 'x:documents{sort = "weight", reverse = true}', 'x:documents{type = "note", limit = 2}'];

export const calls = {
  document: {
    title: true, summary: true, lang: true, tag: true, dir: true, translated: true, url: true, path: true, id: true, slug: true,
    section: true, type: true, type_name: true, type_plural: true, date: true, created: true, updated: true, authors: true,
    content: true, excerpt: true, toc: true, words: true, reading_minutes: true, stale: true, source: true, fields: true,
    original: true, languages: true,
    field: ['x:field("title")', 'x:field("cost")', 'x:field("problem")', 'x:field("meeting")'],
    terms: ['x:terms("topics")'], backlinks: ['x:backlinks()', 'x:backlinks(1)'],
    relation: ['x:relation("nearest")', 'x:relation("next")'], attached: ['x:attached("note")'], children: ['x:children()'],
  },
  term: {
    id: true, label: true, taxonomy: true, count: true, path: true, url: true, parent: true, children: true, description: true,
    documents: ['x:documents{}', 'x:documents{sort = "title"}'], related: ['x:related()', 'x:related(1)'], attached: ['x:attached("note")'],
  },
  taxonomy: { id: true, label: true, path: true, url: true, terms: true, roots: true, open: true },
  section: {
    id: true, title: true, path: true, url: true, document: true, sections: true, count: true,
    documents: [...lists, 'x:documents{deep = true}'],
  },
  site: {
    title: true, description: true, base_url: true, languages: true, taxonomies: true, sections: true, menu: true, types: true,
    data: ['x.data.facts'], config: ['x.config.params', 'x.config.menu', 'x.config'], date: true, commit: true,
    documents: [...lists, 'x:documents{section = "notes"}', 'x:documents{taxonomy = "topics", term = "access"}'],
    document: ['x:document("notes/delta")', 'x:document("notes/zeta")', 'x:document("notes/new")'],
    taxonomy: ['x:taxonomy("topics")'], term: ['x:term("topics", "new")', 'x:term("mandate", "advise")'],
    section: ['x:section("fresh")'], in_language: ['x:in_language("ar").title'], path_url: ['x:path_url("fr/notes/alpha.html")'],
    label: ['x:label(x.config.params.word)'], asset: ['x:asset("picture.png")', 'x:asset("plain.txt")'],
    // What a `site` hook makes: probes of their own, below.
    add_page: [], add_feed: [], add_file: [], add_redirect: [], relate: [], attach: [], relate_by_terms: [], relate_series: [],
    resolve_wiki_links: [], link_mentions: [], error: [], warn: [],
  },
  language: { code: true, tag: true, name: true, dir: true },
  'menu item': { title: true, url: true, path: true, current: true },
  alternate: { lang: true, tag: true, name: true, dir: true, url: true, href: true, current: true, translated: true },
  page: {
    kind: true, title: true, description: true, lang: true, tag: true, dir: true, path: true, url: true, layout: true,
    document: true, section: true, content: true, content_lang: true, content_tag: true, content_dir: true, translated: true,
    toc: true, canonical: true, feed: true, alternates: true, breadcrumbs: true, root: true, term: true, taxonomy: true,
    data: true, refresh: true,
  },
};

/** Names that C has no getter for: fields of front matter, one per kind, and keys of a term's declaration. */
const others = {
  document: ['place', 'problem', 'count', 'cost', 'open', 'started', 'countries', 'website', 'meeting', 'owners', 'group', 'names',
    'numbers', 'anything', 'topics', 'weight', 'series', 'translated_by', 'stamp'],
  term: ['aliases', 'colour'],
};

/** Functions of C's other tables. Those of templates and of the hook `document` have probes; the rest reads nothing of the site. */
export const functions = {
  template: ['t', 'date', 'number', 'list', 'sort_key'],
  documentHook: ['error', 'set', 'walk', 'warn', 'kind', 'level', 'text', 'title', 'url'],
  none: ['replace', 'escape', 'join', '__index', '__len', '__pairs', '__newindex', '__eq', '__tostring'],
};

/** Names of tables and functions that C has and the probes have not, and the other way round. */
export function unknownNames(rows) {
  const known = new Set(Object.values(functions).flat());
  const inC = new Set(rows.filter((row) => row.type).map((row) => `${row.type}.${row.name}`));
  const missing = rows.filter((row) => (row.type ? calls[row.type]?.[row.name] === undefined : !known.has(row.name)))
    .map((row) => `${row.file}: ${row.type ?? row.table}.${row.name}`);
  const gone = Object.entries(calls).flatMap(([type, names]) => Object.keys(names).map((name) => `${type}.${name}`))
    .filter((name) => !inC.has(name));
  return { missing, gone };
}

const slug = (text) => text.replace(/^x[.:]/, '').replace(/[^\w]+/g, '-').replace(/-$/, '').toLowerCase();

/** All probes that are read: {what, type, expression, name}. NAME is unique and fit for a file. */
export function readingProbes(rows) {
  const isText = new Set(rows.filter((row) => row.isText).map((row) => `${row.type}.${row.name}`));
  return Object.entries(calls).flatMap(([type, names]) => [
    ...Object.entries(names).flatMap(([name, call]) => (call === true ? [`x.${name}`] : call)),
    ...(others[type] ?? []).map((name) => `x.${name}`),
  ].map((expression) => ({
    what: `${type}${expression.slice(1)}`, type, expression, name: `${slug(type)}-${slug(expression)}`,
    // A template prints texts by another way of C than other values.
    prints: isText.has(`${type}.${expression.slice(2)}`),
  })));
}

/** Lua: a text that shows VALUE, and reads of objects only the id. */
export const luaShow = `
local function show(value)
  local kind = type(value)
  local parts = {}
  if kind == "userdata" then
    local name = tostring(value)
    if name == "document" or name == "term" or name == "section" or name == "taxonomy" then return name .. " " .. value.id end
    if name == "language" then return name .. " " .. value.code end
    if name ~= "value" then return name end
  elseif kind ~= "table" then
    return tostring(value)
  end
  for key, item in pairs(value) do parts[#parts + 1] = tostring(key) .. "=" .. show(item) end
  return "{" .. table.concat(parts, ", ") .. "}"
end
`;

const luaList = (items) => `{${items.map((item) => JSON.stringify(item)).join(', ')}}`;
const inLanguages = (inner) => `for _, lang in ipairs{"en", "fr", "ar"} do local site = site:in_language(lang)\n${inner}\nend`;
const each = (list, object, use) =>
  `for _, id in ipairs${luaList(list)} do local x = ${object} if x then local label = lang .. " " .. id\n${use}\nend end`;

/** Lua that runs USE (with `x` and `label`) for each subject of TYPE, where there is a `site`. */
export function luaForSubjects(type, use) {
  switch (type) {
    case 'document': return inLanguages(each(documentIds, 'site:document(id)', use));
    case 'term': return inLanguages(each(['discuss', 'advise', 'report'], 'site:term("mandate", id)', use)
      + '\n' + each(['access', 'rights'], 'site:term("topics", id)', use));
    case 'taxonomy': return inLanguages(each(['topics', 'mandate'], 'site:taxonomy(id)', use));
    case 'section': return inLanguages(each(['', 'notes', 'plans'], 'site:section(id)', use));
    case 'site': return inLanguages(`local x, label = site, lang\n${use}`);
    case 'language': return `for label, x in ipairs(site.languages) do\n${use}\nend`;
    case 'menu item': return inLanguages(`for i, x in ipairs(site.menu) do local label = lang .. " " .. i\n${use}\nend`);
    default: return null;
  }
}

/** Lua that runs USE for each subject of TYPE that `page` leads to; null: a page does not lead there. */
export function luaForSubjectsOfPage(type, use) {
  switch (type) {
    case 'document': case 'term': return `for label, x in ipairs(page.data.subjects) do\n${use}\nend`;
    case 'taxonomy': return `local x, label = page.taxonomy, 1\n${use}`;
    case 'section': return `local x, label = page.section, 1\n${use}`;
    case 'page': return `local x, label = page, 1\n${use}`;
    case 'alternate': return `for label, x in ipairs(page.alternates) do\n${use}\nend`;
    default: return null;
  }
}

/** Lua: \`subjects\`, the objects of TYPE that are given to pages as data. */
export const luaSubjects = (type) => `local subjects = {}\n${
  type === 'document' ? `for _, id in ipairs${luaList(documentIds)} do subjects[#subjects + 1] = site:document(id) end`
    : 'for _, id in ipairs{"discuss", "advise"} do subjects[#subjects + 1] = site:term("mandate", id) end\nsubjects[#subjects + 1] = site:term("topics", "access")'}\n`;

/** Template: prints PROBE for each of its subjects; null: there are none. */
export function templateOf(probe, ofPage = false) {
  const printed = probe.prints ? probe.expression : `show(${probe.expression})`;
  const loop = (ofPage ? luaForSubjectsOfPage : luaForSubjects)(probe.type, `%}<p>{{ label }}: {{ ${printed} }}</p>\n{%`);
  return loop && `{% ${luaShow} %}\n{% ${loop} %}\n`;
}

/** Lua: appends a line for each subject of PROBE to the list `lines`. */
export const luaLines = (probe) => `lines[#lines + 1] = label .. ": " .. show(${probe.expression})`;

/** What \`site\` hooks make: {what, lua, edits, status}. EDITS match the names of edits that can change the outcome. */
export const writingProbes = [
  { what: 'site:add_page with the title of a document', lua: 'site:add_page{path = "x.html", title = site:document("notes/beta").title}', edits: /title/ },
  { what: 'site:add_page with documents as data', lua: 'site:add_page{path = "x.html", data = {site:document("notes/beta"), site:term("mandate", "advise")}, layout = "data.html"}', edits: /title|summary|term|translation/ },
  { what: 'site:add_page with a layout of its own', lua: 'site:add_page{path = "x.html", layout = "page.html", section = site:section("notes")}', edits: /template|partial|section/ },
  { what: 'site:add_feed of a list', lua: 'site:add_feed{path = "x.xml", title = "X", documents = site:documents{section = "notes"}}', edits: /text|title|summary|date|draft|rename|remov|add|history/ },
  { what: 'site:add_feed of a term', lua: 'local term = site:term("mandate", "advise") if term then site:add_feed{path = "x.xml", term = term} end', edits: /text|title|summary|date|draft|term|history/ },
  { what: 'site:add_file of a document', lua: 'site:add_file{path = "x/alpha.txt", data = site:document("notes/alpha")}', file: 'return file.data.title .. " " .. tostring(file.data.stale) .. " " .. file.data.words', edits: /text|title|source|original/ },
  { what: 'site:add_redirect to a document', lua: 'local doc = site:document("notes/delta") if doc then site:add_redirect{path = "x/old.html", document = doc} end', edits: /title|rename|remov|draft|alias/ },
  { what: 'site:relate', lua: 'site:relate(site:document("notes/beta"), "nearest", site:documents{sort = "title", limit = 3})', edits: /title|rename|remov|add|draft/ },
  { what: 'site:attach', lua: 'site:attach(site:document("notes/beta"), "note", site:document("notes/beta").words) site:attach(site:term("mandate", "advise"), "note", site:document("notes/alpha").stale)', edits: /text|paragraph|original|source/ },
  { what: 'site:relate_by_terms', lua: 'site:relate_by_terms{name = "nearest", taxonomies = {"topics"}}', edits: /topics|term|rename|remov|add|draft/ },
  { what: 'site:relate_series', lua: 'site:relate_series{field = "series", previous = "nearest", next = "next"}', edits: /series|weight|date|rename|remov|add/ },
  { what: 'site:resolve_wiki_links', lua: 'site:resolve_wiki_links{by = {"title", "slug", "aliases"}}', edits: /title|wiki|alias|rename|remov|add|link/ },
  { what: 'site:link_mentions', lua: 'site:link_mentions{{text = site:document("notes/beta").title, document = site:document("notes/beta")}, {text = "Words", document = site:document("about"), lang = "en"}}', edits: /title|text|paragraph|rename/ },
  { what: 'site:warn', lua: 'site:warn(site:document("notes/beta"), site:document("notes/beta").title .. " " .. tostring(site:in_language("fr"):document("notes/alpha").stale))', edits: /title|original|source/ },
  { what: 'site:error', status: 1, lua: 'site:error(site:document("notes/beta"), site:document("notes/beta").title .. " " .. tostring(site:in_language("fr"):document("notes/alpha").stale))', edits: /title|original|source/ },
];
