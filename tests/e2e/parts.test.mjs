// What an unchanged template has printed on a page is not printed again when another one is edited,
// and whatever templates do, the result is that of a build from nothing.
// SEED and TEMPLATE_EDITS repeat or lengthen a run; the seed is printed.
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertSameTree, document, newSite, randomNumbers } from './harness.mjs';

const settings = 'title: T\nbase_url: https://example.org/\nlanguages: [en, fr]\ntheme: own\nplugins: [own]\n';

/** A build of SITE over the last one, equal to a fresh one. Gives what it printed. */
function builtAsFresh(site, message) {
  const fresh = path.join(site.root, 'fresh');
  const { stdout } = site.built({ args: ['--profile'] });
  site.built({ out: fresh, fresh: true });
  assertSameTree(site.out, fresh, message);
  return stdout;
}

const partsAreTaken = (stdout) => /page\.html, in part\n/.test(stdout);

test('parts of pages are taken as they were when another template is edited, and only then', (t) => {
  const site = newSite(t, {
    'site.yaml': settings,
    'lua-plugins/own.lua': 'return {page = function(page) page.extra.list = {page.title} end}\n',
    'content/en/a.md': document({ title: 'A' }, 'Text of A.\n'), 'content/en/b.md': document({ title: 'B' }, 'See [a](a.md).\n'),
    'themes/own/layouts/page.html': '{% include "partials/head.html" %}<main>{% include "partials/body.html" {document = page.document} %}</main>{% include "partials/foot.html" %}\n',
    'themes/own/partials/head.html': '<title>{{ page.title }}</title>{% include "partials/nav.html" %}\n',
    'themes/own/partials/nav.html': '{{ t("home") }}\n',
    'themes/own/partials/body.html': '{{ args.document.title }}{{ page.content }}\n',
    'themes/own/partials/foot.html': '{{ page.extra.list[1] }}\n',
  });
  const edit = (files) => {
    site.commit(files);
    return partsAreTaken(builtAsFresh(site, Object.keys(files).join(' ')));
  };
  assert.ok(!partsAreTaken(site.built({ args: ['--profile'] }).stdout));
  assert.ok(edit({ 'themes/own/partials/foot.html': 'Foot: {{ page.extra.list[1] }}\n' }));
  assert.ok(edit({ 'themes/own/partials/nav.html': '{{ t("home") }}!\n' }));
  const page = path.join(site.out, 'en', 'a.html');
  const bytes = fs.readFileSync(page, 'utf8');
  fs.writeFileSync(page, bytes.replace('Text of A', 'TEXT OF A'));
  assert.ok(edit({ 'themes/own/partials/nav.html': '{{ t("home") }}?\n' }), 'bytes that are others by now are not taken, those of other pages are');
  assert.ok(edit({ 'themes/own/layouts/page.html': '{% include "partials/head.html" %}{% include "partials/foot.html" %}{% include "partials/body.html" {document = page.document} %}\n' }));
  assert.ok(!edit({ 'content/en/a.md': document({ title: 'A again' }, 'Text of A.\n') }), 'a title');
  assert.ok(!edit({ 'themes/own/strings/en.yaml': 'home: House\n' }), 'a string');
  edit({ 'themes/own/partials/foot.html': 'Foot\n', 'themes/own/strings/en.yaml': 'home: Home\n' });
  assert.ok(edit({ 'themes/own/partials/foot.html': '{% page.extra.list[1] = "changed" %}{{ page.extra.list[1] }}\n' }), 'it does not write yet');
  assert.ok(!edit({ 'themes/own/partials/nav.html': '{{ page.extra.list[1] }}\n' }), 'one that writes is there');
});

/** Pieces of templates of which those later in the alphabet include no earlier ones. */
function writer(random) {
  const pick = (list) => list[random(list.length)];
  const include = (from) => {
    const later = 'abcdef'.slice('abcdef'.indexOf(from) + 1);
    if (!later) return '(end)';
    const args = pick(['', '', '', ' {document = page.document}', ' {document = page.document, n = 1}', ' {list = page.extra.list}', ' args']);
    const text = `{% include "partials/${pick([...later])}.html"${args} %}`;
    return pick([text, text, `{% for i = 1, 2 do %}${text}{% end %}`, `{% if page.lang == "en" then %}${text}{% end %}`]);
  };
  const piece = (from) => {
    if (random(2)) return include(from);
    if (random(12) === 0) return pick([
      '{% page.extra.n = (page.extra.n or 0) + 1 %}', '{% table.insert(page.extra.list, "x") %}', '{% args.n = 2 %}',
      '{% local own = {} %}{% own[1] = page.title %}{{ own[1] }}', '{% local own = page.extra.list %}{% own[#own + 1] = "y" %}',
    ]);
    return pick([
      `text ${random(99)}`, '{{ page.title }}', '{{ page.content }}', '{{ t("home") }}', '{{ page.extra.n or "none" }}', '{{ #page.extra.list }}',
      '{{ args.document and args.document.title }}', '{{ args.n }}', '{{ page.extra.next and page.extra.next() }}', '{{ args.list and args.list[1] }}',
    ]);
  };
  const some = (from) => Array.from({ length: 1 + random(3) }, () => piece(from)).join(' ');
  return {
    pick,
    partial: (name) => `<i>${name}</i>${some(name)}\n`,
    base: () => `{% block top %}${some('_')}{% end %}|{% block main %}${some('_')}{% end %}|${some('_')}\n`,
    page: () => `{% extends "base.html" %}{% local x = page.extra.list %}{% block main %}${some('_')}${pick(['', '{{ super() }}', '{% local s = super() %}{{ s }}{{ s }}', '{{ #x }}'])}{% end %}\n`,
  };
}

test('after any edits of templates a build over the last one equals one from nothing', (t) => {
  const seed = Number(process.env.SEED ?? 20261128);
  const count = Number(process.env.TEMPLATE_EDITS ?? 60);
  t.diagnostic(`SEED=${seed} TEMPLATE_EDITS=${count}`);

  const random = randomNumbers(seed);
  const write = writer(random);
  const partials = Object.fromEntries([...'abcdef'].map((name) => [`themes/own/partials/${name}.html`, write.partial(name)]));
  const site = newSite(t, {
    'site.yaml': settings,
    'lua-plugins/own.lua': `return {page = function(page)
  page.extra.list = {page.title}
  if page.path:match("c%.html$") then
    local n = 0
    page.extra.next = function() n = n + 1; return n end
  end
end}
`,
    ...Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`content/en/${name}.md`, document({ title: name }, `Text of ${name}.\n`)])),
    'content/fr/a.md': document({ title: 'A en français' }, 'Texte.\n'),
    'themes/own/layouts/base.html': write.base(), 'themes/own/layouts/page.html': write.page(), ...partials,
  });
  builtAsFresh(site, 'at first');
  let taken = 0;
  for (let i = 1; i <= count; i++) {
    const name = write.pick([...'abcdef']);
    const files = write.pick([
      () => ({ [`themes/own/partials/${name}.html`]: write.partial(name) }), () => ({ [`themes/own/partials/${name}.html`]: write.partial(name) }),
      () => ({ 'themes/own/layouts/base.html': write.base() }), () => ({ 'themes/own/layouts/page.html': write.page() }),
      () => ({ 'content/en/b.md': document({ title: `b ${write.pick(['one', 'two'])}` }, `Text ${i}.\n`) }),
    ])();
    site.commit(files);
    taken += partsAreTaken(builtAsFresh(site, `SEED=${seed}, edit ${i}: ${JSON.stringify(files)}`));
  }
  assert.ok(taken > count / 8, `parts were taken in ${taken} of ${count} builds only`);
});
