// Templates: a site's own theme, blocks and includes, escaping by context, errors with their place.
import assert from 'node:assert/strict';
import test from 'node:test';
import { document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

/** A site whose only document is laid out by TEMPLATE; FILES are further files of the theme. */
const laidOut = (template, { fields = { title: 'A' }, files = {}, config = '' } = {}) => site({
  'en/a.md': document(fields, '## Part\n\nText.\n'),
  '/themes/plain/layouts/page.html': template,
  ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/themes/plain/${name}`, text])),
}, config);
const rendered = (t, template, options) => {
  const it = newSite(t, laidOut(template, options));
  it.built();
  return it.page('en/a.html');
};

test('a theme of the site’s own is used, with what it lacks taken from plain', (t) => {
  const it = newSite(t, site({
    'en/a.md': document({ title: 'A' }),
    '/themes/mine/layouts/page.html': '<!doctype html><title>Mine: {{ page.title }}</title>\n',
  }, 'theme: mine\n'));
  it.built();
  assert.equal(it.page('en/a.html'), '<!doctype html><title>Mine: A</title>\n');
  assert.ok(it.exists('en/index.html'));
});

test('values are escaped for text and for attributes', (t) => {
  const fields = { title: `'<b> & "c"'` };
  assert.match(rendered(t, '<p title="{{ page.title }}">{{ page.title }}</p>\n', { fields }),
    /^<p title="&lt;b&gt; &amp; (&quot;|&#34;)c\1">&lt;b&gt; &amp; ("|&quot;|&#34;)c\2<\/p>\n$/);
});

test('a URL attribute takes no scheme that runs code', (t) => {
  const page = rendered(t, '<a href="{{ page.document.link }}">x</a>\n', { fields: { title: 'A', link: '"javascript:alert(1)"' } });
  assert.doesNotMatch(page, /href="javascript:/);
});

test('rendered Markdown prints as it is', (t) => {
  assert.match(rendered(t, '{{ page.content }}'), /<h2 id="part">.*<\/h2>\s*<p>Text\.<\/p>/);
});

test('nil prints nothing', (t) => {
  assert.equal(rendered(t, '<p>{{ page.document.nothing }}</p>\n'), '<p></p>\n');
});

test('blocks replace those of the template they extend, and can show them', (t) => {
  const files = { 'layouts/mine.html': '<title>{% block title %}Base{% end %}</title>{% block main %}{% end %}\n' };
  assert.equal(rendered(t, '{% extends "mine.html" %}{% block title %}{{ page.title }} - {{ super() }}{% end %}\n', { files }), '<title>A - Base</title>\n');
});

test('an include sees the table that it is given', (t) => {
  const files = { 'partials/item.html': '<li>{{ args.n }}</li>' };
  assert.equal(rendered(t, '<ul>{% for i = 1, 3 do %}{% include "partials/item.html" {n = i} %}{% end %}</ul>\n', { files }), '<ul><li>1</li><li>2</li><li>3</li></ul>\n');
});

test('a dash takes the white space away, a comment leaves nothing', (t) => {
  assert.equal(rendered(t, '<p>\n  {{- page.title -}}  \n</p>{# a comment #}\n'), '<p>A</p>\n');
});

test('strings are ICU messages with the plurals of each language', (t) => {
  const it = newSite(t, {
    ...laidOut('<p>{{ t("things", {n = 1}) }} {{ t("things", {n = 3}) }} {{ t("things", {n = 5}) }}</p>\n', { files: {
      'strings/en.yaml': 'things: "{n, plural, one {# thing} other {# things}}"\n',
      'strings/ru.yaml': 'things: "{n, plural, one {# вещь} few {# вещи} other {# вещей}}"\n',
    } }),
    'site.yaml': 'title: {en: T}\nbase_url: https://example.org/\nlanguages: [en, ru]\n',
  });
  it.built();
  assert.match(it.page('en/a.html'), /<p>1 thing 3 things 5 things<\/p>/);
  assert.match(it.page('ru/a.html'), /<p>1 вещь 3 вещи 5 вещей<\/p>/);
});

for (const [what, template, line, message] of [
  ['an expression in a script', '<title>x</title>\n<script>var x = {{ page.title }};</script>\n', 2, /escap|context|script/i],
  ['an expression in a style', '<title>x</title>\n<style>{{ page.title }}</style>\n', 2, /escap|context|style/i],
  ['an expression in an unquoted attribute', '<p>\n\n<a title={{ page.title }}>x</a>\n', 3, /quot/i],
  ['an expression as a tag’s name', '\n<{{ page.title }}>\n', 2, /./],
  ['an event handler', '<a onclick="{{ page.title }}">x</a>\n', 1, /./],
  ['arms of an if that end in different contexts', '<p>\n{% if page.title then %}<a title="{% else %}<b>{% end %}</p>\n', 2, /context/i],
  ['a tag that does not end', '<p>\n{{ page.title \n</p>\n', 2, /./],
  ['a block that does not end', '<p>\n{% for i = 1, 2 do %}\n</p>\n', 2, /end/],
  ['a syntax error', '<p>\n{{ page..title.. }}\n', 2, /./],
  ['an unknown include', '<p>\n{% include "partials/gone.html" %}\n', 2, /gone\.html/],
  ['an unknown template to extend', '{% extends "gone.html" %}\n', 1, /gone\.html/],
])
  test(`${what} is an error with the template’s line`, (t) => {
    const build = newSite(t, laidOut(template)).build();
    assert.equal(build.status, 1, build.stderr);
    const error = build.stderr.split('\n').find((each) => each.includes(': error: '));
    assert.match(error, new RegExp(`^themes/plain/layouts/page\\.html:${line}(:\\d+)?: error: `));
    assert.match(error, message);
  });

test('an error while a page is rendered names the template’s line and the page', (t) => {
  const build = newSite(t, laidOut('<p>\n{{ page.title.x.y }}\n</p>\n')).build();
  assert.equal(build.status, 1);
  assert.match(build.stderr, /^themes\/plain\/layouts\/page\.html:2(:\d+)?: error: .*attempt to index/m);
  assert.match(build.stderr, /en\/a\.html/);
});

test('an endless template ends', (t) => {
  const build = newSite(t, laidOut('<p>\n{% while true do %}x{% end %}\n</p>\n')).build();
  assert.equal(build.status, 1, `signal ${build.signal}`);
  assert.match(build.stderr, /page\.html/);
});

test('a template that includes itself is an error, not a crash', (t) => {
  const build = newSite(t, laidOut('{% include "partials/self.html" %}\n', { files: { 'partials/self.html': '{% include "partials/self.html" %}' } })).build();
  assert.equal(build.status, 1, `signal ${build.signal}`);
  assert.match(build.stderr, /self\.html/);
});
