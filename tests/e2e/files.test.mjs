// Files of data that plugins make: they are written like pages, in parallel, and only when what they read has changed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

const plugin = `local plugin = {}
function plugin.site(site)
  for _, doc in ipairs(site:documents{sort = "id"}) do
    site:add_file{path = "data/" .. doc.id .. ".json", data = {doc = doc}}
  end
  site:add_file{path = "data/titles.csv", lang = "fr", data = "title"}
  site:add_redirect{path = "node/1.html", document = site:document("notes/a")}
  site:add_redirect{path = "fr/node/1/index.html", document = site:document("notes/a"), lang = "fr"}
end
function plugin.file(site, file)
  if file.data == "title" then
    local lines = {}
    for _, doc in ipairs(site:documents{sort = "id"}) do lines[#lines + 1] = doc.title .. "\\r\\n" end
    return table.concat(lines)
  end
  local doc = file.data.doc
  return json{id = doc.id, title = doc.title, url = doc.url, fields = doc.fields} .. "\\n"
end
return plugin
`;

const files = site({
  '/lua-plugins/data.lua': plugin,
  'en/notes/a.md': document({ title: 'A "quoted"', tags: ['x', 'y'] }, 'Text.\n'),
  'fr/notes/a.md': document({ title: 'Afr' }, 'Texte.\n'),
  'en/notes/b.md': document({ title: 'B' }, 'Text.\n'),
}, 'plugins: [data]\n');

test('a plugin adds files of data at any depth, made from what it reads', (t) => {
  const it = newSite(t, files);
  it.built();
  assert.deepEqual(JSON.parse(it.page('data/notes/a.json')), {
    id: 'notes/a', title: 'A "quoted"', url: '../../en/notes/a.html', fields: { title: 'A "quoted"', tags: ['x', 'y'] },
  });
  assert.equal(it.page('data/titles.csv'), 'Afr\r\nB\r\n');
  assert.match(it.page('SHA256SUMS'), /data\/notes\/a\.json/);
});

test('only files whose documents have changed are written again, and the result is that of a clean build', (t) => {
  const it = newSite(t, files);
  const plain = newSite(t, { ...files, 'site.yaml': files['site.yaml'].replace('[data]', '[]') });
  it.built();
  plain.built();
  const written = (build) => Number(/(\d+) of them written/.exec(build.stdout)?.[1]);
  const edit = { 'content/en/notes/b.md': document({ title: 'B' }, 'Other text.\n') };
  it.commit(edit);
  plain.commit(edit);
  assert.equal(written(it.built()), written(plain.built()), 'no file says the text');
  it.commit({ 'content/en/notes/b.md': document({ title: 'Bee' }, 'Other text.\n') });
  it.built();
  assert.equal(JSON.parse(it.page('data/notes/b.json')).title, 'Bee');
  assert.equal(it.page('data/titles.csv'), 'Afr\r\nBee\r\n');
  it.commit({ 'content/en/notes/b.md': null, 'content/en/notes/c.md': document({ title: 'C' }, 'Text.\n') });
  it.built();
  assert.equal(it.exists('data/notes/b.json'), false);
  it.commit({ 'lua-plugins/data.lua': plugin.replace('id = doc.id, ', '') });
  it.built();
  assert.equal('id' in JSON.parse(it.page('data/notes/a.json')), false);
  const clean = path.join(it.root, 'clean');
  it.built({ out: clean, fresh: true, jobs: 1 });
  assertSameTree(it.out, clean);
  fs.rmSync(clean, { recursive: true });
});

test('a redirect leads from any old address to a document, in a language', (t) => {
  const it = newSite(t, files);
  it.built();
  assert.match(it.page('node/1.html'), /http-equiv="refresh" content="0; url=\.\.\/en\/notes\/a\.html"/);
  assert.match(it.page('fr/node/1/index.html'), /url=\.\.\/\.\.\/notes\/a\.html"/);
  assert.doesNotMatch(it.page('sitemap.xml'), /node/);
});

test('a page cannot be made as a file, and no file takes the place of another', (t) => {
  const failing = (lua) => newSite(t, { ...files, 'lua-plugins/data.lua': `return {site = function(site)\n${lua}\nend, file = function() return "" end}\n` }).build();
  for (const name of ['x.html', 'x.SVG', 'x.js']) {
    const build = failing(`site:add_file{path = "${name}"}`);
    assert.equal(build.status, 1);
    assert.match(build.stderr, /lua-plugins\/data\.lua:2: error: .* cannot be a file of data: pages are made by site:add_page.*\[E-PATH\]/);
  }
  const twice = failing('site:add_file{path = "x.json"} site:add_file{path = "X.json"}');
  assert.equal(twice.status, 1);
  assert.match(twice.stderr, /X\.json would be the same as x\.json on many systems.*\[E-PATH\]/);
});

for (const [what, lua, words] of [
  ['raises an error', 'error("no")', /mine\.lua:2: error: no \(in hook file, x\.txt/],
  ['never ends', 'while true do end', /mine\.lua:2: error: more than \d+ instructions.*hook file, x\.txt/],
  ['gives no text', 'return 5', /mine\.lua:1: error: the hook `file` gave a number for x\.txt/],
])
  test(`a file hook that ${what} is reported, and nothing is published`, (t) => {
    const it = newSite(t, site({ 'en/a.md': '# A\n', '/lua-plugins/mine.lua': `return {site = function(site) site:add_file{path = "x.txt"} end, file = function(site, file)\n${lua}\nend}\n` }, 'plugins: [mine]\n'));
    const build = it.build();
    assert.equal(build.status, 1);
    assert.match(build.stderr, words);
    assert.equal(it.exists('index.html'), false);
  });

test('a file beside the folders of languages hides no documents, and is none', (t) => {
  const it = newSite(t, { ...files, 'content/e': 'x', 'content/en.md': 'x', 'content/f.md': 'x', 'content/zz': 'x' });
  it.built();
  assert.deepEqual(it.page('data/titles.csv'), 'Afr\r\nB\r\n');
});
