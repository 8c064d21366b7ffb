// The templates that the site's guides for contributors give pass the site's own checks.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { git, newFolder, run } from './harness.mjs';

const guide = (name) => fs.readFileSync(`content/en/about/${name}.md`, 'utf8');
const templates = (name) => [...guide(name).matchAll(/```yaml\n(.*?)```/gs)].map((block) => block[1]);

/** The site of this repository with one more file, built. */
function withFile(t, name, text) {
  const folder = newFolder(t);
  const site = path.join(folder, 'site');
  for (const part of ['content', 'themes', 'lua-plugins', 'site.yaml'])
    fs.cpSync(part, path.join(site, part), { recursive: true });
  fs.writeFileSync(path.join(site, 'content/en', name), text);
  git(site, ['init', '-q']);
  git(site, ['add', '-A']);
  git(site, ['commit', '-q', '-m', 'Site']);
  const build = run(['build', site, '-o', path.join(folder, 'out'), '--format', 'json']);
  // What older translations were made from is in the history, which the copy has not.
  const said = build.stderr.split('\n').filter((line) => line && JSON.parse(line).code !== 'W-SOURCE');
  return { status: build.status, said };
}

const place = (text) => text.replace('messages/the-message', 'notes/2020-online-norms-01')
  .replace('organisations/the-organisation', 'organisations/un');
const joined = (base, more) => base.replace('\n---\n', `\n${more.trimEnd()}\n---\n`);

test('the template of a practice builds, shallow and in full', (t) => {
  const [snapshot, full] = templates('add-a-practice');
  for (const text of [snapshot, joined(snapshot.replace('depth: snapshot\n', ''), full)]) {
    const build = withFile(t, 'best-practices/new.md', text);
    assert.deepEqual(build, { status: 0, said: [] });
  }
});

test('the templates of a message, of a note and of a transmission build', (t) => {
  const [message, note, options, transmission] = templates('add-a-message');
  const files = { 'messages/new.md': message, 'notes/new.md': note, 'notes/other.md': joined(note.replace(/^kind: .*\n/m, ''), options),
    'transmissions/new.md': place(transmission) };
  for (const [name, text] of Object.entries(files)) {
    const build = withFile(t, name, text);
    assert.deepEqual(build, { status: 0, said: [] });
  }
});

test('the template of an initiative builds, with and without a report', (t) => {
  const [initiative, report] = templates('add-a-report');
  for (const text of [initiative, joined(initiative, report)])
    assert.deepEqual(withFile(t, 'initiatives/new.md', text), { status: 0, said: [] });
});

test('no field holds a link in Markdown, which only the text may have', () => {
  const files = fs.readdirSync('content', { recursive: true }).filter((name) => name.endsWith('.md'));
  const wrong = files.filter((name) => /\]\([^)]*\.md\)|\[\[/.test(fs.readFileSync(path.join('content', name), 'utf8').split('---\n')[1] ?? ''));
  assert.deepEqual(wrong, []);
});
