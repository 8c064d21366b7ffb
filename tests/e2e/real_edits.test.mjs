// Random edits of the site in this repository, as its editors make them: each incremental build equals
// a build from nothing. SEED and EDITS repeat or lengthen a run; `make soak` makes many.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, git, newFolder, randomNumbers, run } from './harness.mjs';
import {
  blobId, documentsOf, editAndRevert, fieldOf, folderView, hasField, inLanguage, languageOf, oneStep, sourcedOriginals, withField, withParagraph, withTitle,
} from './edits.mjs';

const languages = ['en', 'ar', 'zh', 'fr', 'ru', 'es'];
const themeFiles = /^themes\/igf\/(layouts|partials)\/.*\.html$/;

/** Gives a function that makes a random edit of the files that VIEW shows (edits.mjs). */
function editor(view, random) {
  const pick = (list) => list[random(list.length)];
  const anyDocument = () => pick(documentsOf(view).filter((name) => !name.endsWith('index.md')));
  const named = (pattern) => pick(view.names().filter((name) => pattern.test(name)));
  const change = (what, name, make) => oneStep(`${what} ${name}`, { [name]: make(view.read(name)) });
  let count = 0;

  /** A value that another document of the same section has in one of the fields of NAME. */
  function withOtherValue(name) {
    const text = view.read(name);
    const keys = [...text.slice(0, text.indexOf('\n---', 3)).matchAll(/^([a-z_]+): \S/gm)].map(([, key]) => key).filter((key) => key !== 'title');
    const key = pick(keys) ?? 'summary';
    const others = documentsOf(view).filter((each) => path.dirname(each) === path.dirname(name) && hasField(view.read(each), key));
    const value = others.length ? fieldOf(view.read(pick(others)), key) : '';
    return oneStep(`${key} of ${name}`, value ? { [name]: withField(text, key, value) } : {});
  }

  const edits = [
    () => change('a sentence in', anyDocument(), (text) => withParagraph(text, `One more sentence, number ${++count}.`)),
    () => change('a sentence in', named(/^content\/en\/about\/.*\.md$/), (text) => withParagraph(text, `One more sentence, number ${++count}.`)),
    () => change('the title of', anyDocument(), (text) => withTitle(text, `A new title, number ${++count}`)),
    () => withOtherValue(anyDocument()),
    () => { const { original } = pick(sourcedOriginals(view, languages)); return change('the text of the original', original, (text) => withParagraph(text, `Changed, ${++count}.`)); },
    () => { const { original } = pick(sourcedOriginals(view, languages)); return change('the title of the original', original, (text) => withTitle(text, `Original ${++count}`)); },
    () => {
      const { original, translation } = pick(sourcedOriginals(view, languages));
      return change('the source: of', translation, (text) => withField(text, 'source', `"${blobId(view.bytes(original))}"`));
    },
    () => { const name = anyDocument(); return oneStep(`remove ${name}`, { [name]: null }); },
    () => { const name = anyDocument(), to = name.replace(/\.md$/, `-${++count}.md`); return oneStep(`rename ${name}`, { [name]: null, [to]: view.bytes(name) }); },
    () => { const name = anyDocument(); return oneStep(`a copy of ${name}`, { [name.replace(/\.md$/, `-${++count}.md`)]: withTitle(view.read(name), `A copy ${count}`) }); },
    () => {
      const name = pick(documentsOf(view).filter((each) => languageOf(each) === 'en')), to = inLanguage(name, pick(languages.slice(1)));
      return oneStep(`translate ${to}`, { [to]: withField(view.read(name), 'source', `"${blobId(view.bytes(name))}"`) });
    },
    () => editAndRevert(view, anyDocument(), 'Grace'),
    () => change('the template', named(themeFiles), (text) => `${text}{# ${++count} #}<!-- -->`.replace('<!-- -->', pick(['', '<hr>']))),
    () => change('the strings', named(/^themes\/igf\/strings\/.*\.yaml$/), (text) => text.replace(/^(home: .*)$/m, `$1 ${++count}`)),
    () => change('the plugin', named(/^lua-plugins\/.*\.lua$/), (text) => `-- ${++count}\n${text}`),
    () => change('the data', named(/^content\/data\/.*\.yaml$/), (text) => `${text}# ${++count}\n`),
    () => change('the menu of', 'site.yaml', (text) => text.replace(/^menu: \[(\w[\w-]*), (.*)\]$/m, 'menu: [$2, $1]')),
    () => change('the style sheet', named(/^themes\/igf\/assets\/.*\.css$/), (text) => `${text}/* ${++count} */\n`),
  ];
  return () => pick(edits)();
}

function commit(repository, { steps }, count) {
  for (const { files, author } of steps) {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(repository, name);
      if (content === null) fs.rmSync(file);
      else { fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, content); }
    }
    const date = new Date(Date.UTC(2027, 0, 1 + count)).toISOString();
    git(repository, ['add', '-A']);
    git(repository, ['commit', '-q', '--allow-empty', '-m', 'Edit'], { env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_AUTHOR_NAME: author } });
  }
}

test('on the site of this repository, each build after an edit equals a fresh build', (t) => {
  const seed = Number(process.env.SEED ?? 20261201), count = Number(process.env.EDITS ?? 12);
  t.diagnostic(`SEED=${seed} EDITS=${count}`);
  const root = newFolder(t), repository = path.join(root, 'site');
  const [out, fresh] = ['public', 'fresh'].map((name) => path.join(root, name));
  git(root, ['clone', '-q', '--shared', process.cwd(), repository]);
  const build = (...args) => run(['build', repository, '-o', ...args], { timeout: 300_000 });
  const view = folderView(repository), next = editor(view, randomNumbers(seed));
  assert.equal(build(out).status, 0);

  const made = [];
  for (let i = 1, refused = 0; i <= count; i++) {
    const edit = next();
    made.push(edit.what);
    commit(repository, edit, i);
    const incremental = build(out), clean = build(fresh, '--fresh');
    const message = `SEED=${seed}, edit ${i}: ${made.join('; ')}`;
    assert.equal(incremental.stderr, clean.stderr, message);
    assert.equal(incremental.status, clean.status, message);
    if (clean.status === 0) {
      assertSameTree(out, fresh, message);
    } else {
      assert.ok(++refused <= count / 2, `${refused} of ${i} edits leave a site with errors`);
      git(repository, ['revert', '--no-edit', `HEAD~${edit.steps.length}..HEAD`]);
    }
  }
});
