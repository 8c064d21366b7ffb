// Plugins: what the hooks can do, and that a bad one costs a message, never the build's life.
import assert from 'node:assert/strict';
import test from 'node:test';
import { document, element, links, newSite, tags } from './harness.mjs';
import { site } from './sites.mjs';

/** A site whose plugin `mine` is LUA, the body of a file with `local plugin = {}` and `return plugin` around it. */
const withPlugin = (lua, pages = {}) => site({
  '/lua-plugins/mine.lua': `local plugin = {}\n${lua}\nreturn plugin\n`,
  'en/a.md': document({ title: 'A', themes: ['x'] }, 'Some text.\n'),
  'en/b.md': document({ title: 'B' }, 'Other text.\n'),
  ...pages,
}, 'plugins: [mine]\ntaxonomies: {themes: {open: true}}\n');
const echo = { '/themes/plain/layouts/page.html': '<!doctype html><title>{{ page.title }}</title><p>{{ page.extra.echo }}</p>{{ page.content }}\n' };

// ---- hooks

test('the document hook adds fields', (t) => {
  const it = newSite(t, withPlugin('function plugin.document(doc) doc:set("shout", doc.fields.title .. "!") end', {
    '/themes/plain/layouts/page.html': '<!doctype html><title>x</title><p>{{ page.document.shout }}</p>\n',
  }));
  it.built();
  assert.match(it.page('en/a.html'), /<p>A!<\/p>/);
});

test('the document hook changes the Markdown tree', (t) => {
  const it = newSite(t, withPlugin('function plugin.document(doc) doc:walk(function(node) if node.kind == "text" then node.text = node.text:gsub("text", "prose") end end) end'));
  it.built();
  assert.match(it.page('en/a.html'), /Some prose\./);
});

test('the document hook reports problems of its document', (t) => {
  const build = newSite(t, withPlugin('function plugin.document(doc) if doc.fields.title == "B" then doc:error("no such title") end end')).build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /^content\/en\/b\.md(:\d+)*: error: no such title/m);
});

test('the site hook adds pages, in each language', (t) => {
  const it = newSite(t, withPlugin(`function plugin.site(site)
  site:add_page{path = "lists/all.html", title = {en = "All", fr = "Tout"}, data = {n = #site:documents{}}, layout = "all.html"}
end`, { '/themes/plain/layouts/all.html': '<!doctype html><title>{{ page.title }}</title><p>{{ page.data.n }}</p>\n' }));
  it.built();
  assert.match(it.page('fr/lists/all.html'), /<title>Tout<\/title><p>2<\/p>/);
});

test('the site hook relates documents and attaches data', (t) => {
  const it = newSite(t, withPlugin(`function plugin.site(site)
  local a, b = site:document("a"), site:document("b")
  site:relate(a, "friend", {b})
  site:attach(b, "mark", {stars = 5})
end`, { '/themes/plain/layouts/page.html': `<!doctype html><title>x</title>
{% for _, d in ipairs(page.document:relation("friend")) do %}<a href="{{ d.url }}">{{ d:attached("mark").stars }}</a>{% end %}\n` }));
  it.built();
  assert.match(it.page('en/a.html'), /<a href="b\.html">5<\/a>/);
});

test('the page hook changes the rendered fragment', (t) => {
  const it = newSite(t, withPlugin('function plugin.page(page) page.extra.echo = page.path; page.content = html.join{page.content, html.escape("<end>")} end', echo));
  it.built();
  assert.match(it.page('en/a.html'), /<p>en\/a\.html<\/p>[^]*Some text\.[^]*&lt;end&gt;/);
});

test('plugins run in the order of site.yaml', (t) => {
  const it = newSite(t, { ...withPlugin('function plugin.page(page) page.extra.echo = (page.extra.echo or "") .. "first" end', echo),
    'lua-plugins/second.lua': 'return {page = function(page) page.extra.echo = page.extra.echo .. ", second" end}\n' });
  it.commit({ 'site.yaml': 'title: {en: T}\nbase_url: https://example.org/\nlanguages: [en, fr]\ntaxonomies: {themes: {open: true}}\nplugins: [mine, second]\n' });
  it.built();
  assert.match(it.page('en/a.html'), /first, second/);
});

test('a site’s own file replaces the built-in plugin of its name', (t) => {
  const it = newSite(t, {
    ...withPlugin(''),
    'site.yaml': 'title: {en: T}\nbase_url: https://example.org/\nlanguages: [en]\ntaxonomies: {themes: {open: true}}\nplugins: [theme-index]\n',
    'lua-plugins/theme-index.lua': 'return {site = function(site) site:add_page{path = "mine.html", title = "Mine"} end}\n',
  });
  it.built();
  assert.ok(it.exists('en/mine.html') && !it.exists('en/themes/x.html'));
});

// ---- bad plugins

/** The build fails with an error that names line LINE of the plugin and says MESSAGE, within half a minute. */
function reports(t, lua, line, message) {
  const build = newSite(t, withPlugin(lua)).build();
  assert.equal(build.status, 1, `status ${build.status}, signal ${build.signal}\n${build.stderr}`);
  assert.match(build.stderr, message);
  if (line) assert.match(build.stderr, new RegExp(`lua-plugins/mine\\.lua:${line}\\b`));
  assert.ok(build.seconds < 30, `took ${build.seconds} s`);
  return build;
}

for (const [hook, where] of [['document', /a\.md|mine\.lua/], ['site', /mine\.lua/], ['page', /hook page, page \S+\.html/]])
  test(`an error in the ${hook} hook names plugin, line, page and phase, with a traceback`, (t) => {
    const build = reports(t, `function plugin.${hook}(it)\n  local x = nil\n  return x.y\nend`, 4, /attempt to index a nil value \(local 'x'\)/);
    assert.match(build.stderr, where);
    assert.match(build.stderr, new RegExp(hook));
    assert.match(build.stderr, /traceback/i);
  });

test('a syntax error names its line', (t) => {
  reports(t, '\nfunction plugin.page(page)\n  if then\nend', 4, /mine\.lua:4(:\d+)?: error: .*near 'then'/);
});

for (const hook of ['document', 'site', 'page']) {
  test(`an endless loop in the ${hook} hook ends`, (t) => {
    reports(t, `function plugin.${hook}(it) while true do end end`, 2, /instructions|too long|budget|time/i);
  });

  test(`a ${hook} hook that eats memory is stopped`, (t) => {
    reports(t, `function plugin.${hook}(it) local s = {} while true do s[#s + 1] = ("x"):rep(100000) .. #s end end`, 2, /memory/i);
  });
}

test('pcall does not keep a plugin from being stopped', (t) => {
  reports(t, 'function plugin.page(page) while true do pcall(function() while true do end end) end end', 2, /instructions|too long|budget|time/i);
});

test('coroutines do not keep a plugin from being stopped', (t) => {
  reports(t, 'function plugin.page(page) while true do coroutine.wrap(function() while true do end end)() end end', 2, /instructions|too long|budget|time/i);
});

test('deep recursion is an error, not a crash', (t) => {
  reports(t, 'function plugin.page(page)\n  local function f() return 1 + f() end\n  return f()\nend', null, /stack overflow|memory/i);
});

test('coroutines nested 20,000 deep are an error, not a crash', (t) => {
  reports(t, `function plugin.page(page)
  local co = nil
  for _ = 1, 20000 do
    local inner = co
    co = coroutine.wrap(function() if inner then inner() end coroutine.yield() end)
  end
  co()
end`, null, /error/i);
});

test('a plugin that fails on one page costs that page alone: all problems are reported', (t) => {
  const build = newSite(t, withPlugin('function plugin.document(doc) if doc.fields.title == "A" then while true do end end end', { 'en/c.md': document({ title: 'C' }, '[gone](gone.md)\n') })).build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /gone\.md/);
});

for (const name of ['io', 'os', 'debug', 'collectgarbage', 'dofile', 'loadfile', 'package'])
  test(`${name} does not exist`, (t) => {
    newSite(t, withPlugin(`assert(rawget(_G or {}, "${name}") == nil and ${name} == nil)`)).built();
  });

test('bytecode is not loaded', (t) => {
  newSite(t, withPlugin('assert(not load or not pcall(load, "\\27Lua", "x", "b") or not load("\\27Lua", "x", "b"))')).built();
});

test('libraries cannot be changed', (t) => {
  newSite(t, withPlugin('assert(not pcall(function() string.rep = nil end))\nassert(not pcall(function() getmetatable("").__index = nil end))')).built();
});

test('a plugin does not see the globals of another', (t) => {
  const it = newSite(t, { ...withPlugin('leak = 1'), 'lua-plugins/second.lua': 'assert(leak == nil)\nreturn {}\n' });
  it.commit({ 'site.yaml': 'title: {en: T}\nbase_url: https://example.org/\nlanguages: [en]\ntaxonomies: {themes: {open: true}}\nplugins: [mine, second]\n' });
  it.built();
});

test('no address reaches the output', (t) => {
  const it = newSite(t, withPlugin('function plugin.page(page) page.extra.echo = tostring({}) .. tostring(print) .. string.format("%p", {}) end', echo));
  const build = it.build();
  if (build.status === 0) assert.doesNotMatch(it.page('en/a.html'), /0x[0-9a-f]{6,}/);
  else assert.match(build.stderr, /mine\.lua:2/);
});

test('pairs goes through a table in an order that does not depend on the build', (t) => {
  const it = newSite(t, withPlugin(`function plugin.page(page)
  local keys = {}
  for _, word in ipairs{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} do keys[word] = true end
  local order = {}
  for key in pairs(keys) do order[#order + 1] = key end
  page.extra.echo = table.concat(order, " ")
end`, echo));
  it.built();
  const order = it.page('en/a.html').match(/<p>(.*)<\/p>/)[1];
  for (let i = 0; i < 5; i++) {
    it.built({ fresh: true });
    assert.equal(it.page('en/a.html').match(/<p>(.*)<\/p>/)[1], order);
  }
});

// ---- the built-in theme-index

test('theme-index gives each term a page of its documents, with related terms and a feed', (t) => {
  const it = newSite(t, site({
    'en/m/a.md': document({ title: 'A', date: '2024-01-01', themes: ['x', 'y'] }),
    'en/m/b.md': document({ title: 'B', date: '2025-01-01', themes: ['x'] }),
    'en/m/c.md': document({ title: 'C', date: '2023-01-01', themes: ['z'] }),
  }, 'plugins: [theme-index]\ntaxonomies: {themes: {open: true}}\n'));
  it.built();
  const page = it.page('en/themes/x.html');
  const hrefs = links(element(page, 'main'));

  assert.deepEqual(['../m/a.html', '../m/b.html', '../m/c.html'].map((href) => hrefs.includes(href)), [true, true, false]);
  assert.ok(hrefs.includes('y.html') && !hrefs.includes('z.html'), 'related terms share documents');
  const feed = tags(page, 'link').find((link) => link.type === 'application/atom+xml');
  assert.equal(it.page(`en/themes/${feed.href}`).match(/<entry\b/g).length, 2);
});

test('theme-index shows the place of a term in the tree', (t) => {
  const it = newSite(t, site({
    'data/themes.yaml': 'terms:\n  - {id: root, label: The root}\n  - {id: leaf, label: The leaf, parent: root}\n',
    'en/a.md': document({ title: 'A', themes: ['leaf'] }),
  }, 'plugins: [theme-index]\ntaxonomies: {themes: {data: themes}}\n'));
  it.built();
  assert.ok(links(it.page('en/themes/leaf.html')).includes('root.html'));
  assert.ok(links(it.page('en/themes/root.html')).includes('leaf.html'));
});

test('mentions are linked once a page, never in code, headings or links', (t) => {
  const it = newSite(t, site({
    '/lua-plugins/mine.lua': 'return {site = function(site) site:link_mentions{{text = "MAG", document = site:document("mag")}} end}\n',
    'en/mag.md': document({ title: 'Advisory group' }, 'The MAG itself.\n'),
    'en/a.md': document({ title: 'A' }, '## MAG heading\n\n`MAG` and [MAG](mag.md#x) then MAGIC, the MAG and the MAG.\n'.replace('#x', '')),
  }, 'plugins: [mine]\n'));
  it.built();
  const page = element(it.page('en/a.html'), 'main');

  assert.match(page, /MAGIC, the <a [^>]*href="mag\.html"[^>]*>MAG<\/a> and the MAG\./);
  assert.match(page, /<code>MAG<\/code>/);
  assert.doesNotMatch(element(page, 'h2'), /href="mag/);
  assert.doesNotMatch(element(it.page('en/mag.html'), 'main'), /href="mag\.html"[^>]*>MAG</);
});
