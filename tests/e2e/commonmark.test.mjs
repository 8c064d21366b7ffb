// The body of a page is what cmark-gfm itself makes of the Markdown: the examples of the CommonMark
// specification, and those below for GitHub's extensions
// (footnotes, which its program in Debian cannot switch on, are in tests/unit/test_html_render.c).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { require } from '../packages.mjs';
import { newSite } from './harness.mjs';

const extensions = [
  '| a | b |\n|---|:-:|\n| 1 | `2` |\n', '| a |\n|---|\n| b \\| c |\n\nafter\n', '| a | b |\n| --- |\n| c |\n',
  '| a |\n| :- |\n| > q |\nlast\n', '~~gone~~ and ~one~ and ~~~three~~~\n', '- [ ] to do\n- [x] done\n  - [X] below\n',
  'www.example.com and https://example.com/a_b_(c). and a@example.com\n',
  '<title> <b>x</b> <textarea>\n\n<script>\n1\n</script>\n',
];
// Addresses that ssg refuses: see the last test.
const refused = /<(irc|a\+b\+c|made-up-scheme|localhost):/;
const examples = [...require('commonmark-spec').tests.map(({ markdown }) => markdown.replaceAll('→', '\t')), ...extensions]
  .filter((markdown) => !refused.test(markdown));

/** Less what ssg adds on purpose (ids of headings) and what cmark-gfm's versions write differently. */
const normal = (html) => html.replace(/(<h[1-6]) id="[^"]*"/g, '$1')
  .replace(/( data-footnote-backref)(-idx="[^"]*"| aria-label="[^"]*"|\1)*/g, '$1').trim();

const reference = (markdown) => {
  const cmark = spawnSync('cmark-gfm', ['--unsafe', ...['table', 'strikethrough', 'autolink', 'tasklist', 'tagfilter'].flatMap((name) => ['-e', name])],
    { input: markdown, encoding: 'utf8' });
  if (cmark.error) throw cmark.error;
  return cmark.stdout;
};

test('the examples of the specification come out as from cmark-gfm', (t) => {
  const name = (i) => `example-${String(i).padStart(3, '0')}`;
  const site = newSite(t, {
    'site.yaml': 'title: Spec\nbase_url: https://example.org/\nlanguages: [en]\nlinks: warn\nmarkdown: {raw_html: true, figures: false, callouts: false, wiki: false}\n',
    'themes/plain/layouts/page.html': '{{ page.content }}',
    ...Object.fromEntries(examples.map((markdown, i) => [`content/en/${name(i)}.md`, `---\ntitle: Example\n---\n${markdown}`])),
  });
  site.built();
  const wrong = examples.flatMap((markdown, i) => {
    const [actual, expected] = [fs.readFileSync(path.join(site.out, 'en', `${name(i)}.html`), 'utf8'), reference(markdown)].map(normal);
    return actual === expected ? [] : [`${markdown}--- ssg:\n${actual}\n--- cmark-gfm:\n${expected}\n`];
  });
  assert.equal(wrong.length, 0, `${wrong.length} of ${examples.length} differ:\n${wrong.slice(0, 10).join('\n')}`);
});

test('of all examples only four are refused: their addresses are of kinds that a page may not have', (t) => {
  const all = require('commonmark-spec').tests.filter(({ markdown }) => refused.test(markdown));
  assert.equal(all.length, 4);
  for (const { markdown } of all)
    assert.match(newSite(t, { 'site.yaml': 'title: Spec\nbase_url: https://example.org/\nlanguages: [en]\n', 'content/en/a.md': markdown }).build().stderr, /\[E-URL\]/);
});
