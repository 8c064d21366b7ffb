// The body of a page is what cmark-gfm itself makes of the Markdown: the examples of the CommonMark
// specification, and those below for GitHub's extensions.
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
  'www.example.com and https://example.com/a_b_(c). and a@example.com\n', 'Text[^1] and[^note] and[^1].\n\n[^1]: One.\n[^note]: Two\n\n    paragraphs.\n',
  '[^unused]: x\n\nNo[^such] note.\n', '<title> <b>x</b> <textarea>\n\n<script>\n1\n</script>\n',
];
const examples = [...require('commonmark-spec').tests.map(({ markdown }) => markdown.replaceAll('→', '\t')), ...extensions];

/** Less what ssg adds on purpose (ids of headings) and what cmark-gfm's versions write differently. */
const normal = (html) => html.replace(/(<h[1-6]) id="[^"]*"/g, '$1')
  .replace(/( data-footnote-backref)(-idx="[^"]*"| aria-label="[^"]*"|\1)*/g, '$1').trim();

const reference = (markdown) => {
  const cmark = spawnSync('cmark-gfm', ['--unsafe', '--footnotes', ...['table', 'strikethrough', 'autolink', 'tasklist', 'tagfilter'].flatMap((name) => ['-e', name])],
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
