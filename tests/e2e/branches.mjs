// branches.mjs - many histories in one repository, written at once by `git fast-import`.
//
//   const branches = writeBranches(folder, { a: [{ files, author }, …], b: […] });
//   branches.a                 ids of its commits, in their order
import { spawnSync } from 'node:child_process';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { git } from './harness.mjs';

const firstDay = Date.UTC(2026, 0, 1) / 1000;

const dataOf = (bytes) => [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')];

/** One commit, as git fast-import reads it; commits of a branch are a day apart. */
function commitOf(branch, number, mark, { files, author = 'Ada' }) {
  const who = (name) => `${name} <${name.toLowerCase()}@example.org> ${firstDay + number * 86400} +0000`;
  return [
    Buffer.from(`commit refs/heads/${branch}\nmark :${mark}\nauthor ${who(author)}\ncommitter ${who('Ada')}\n`),
    ...dataOf(Buffer.from(`Commit ${number + 1}\n`)),
    ...Object.entries(files).flatMap(([name, content]) => (content === null ? [Buffer.from(`D ${name}\n`)]
      : [Buffer.from(`M 100644 inline ${name}\n`), ...dataOf(Buffer.from(content))])),
  ];
}

/** Writes BRANCHES, a map from name to commits, to a new repository in FOLDER. */
export function writeBranches(folder, branches) {
  fs.mkdirSync(folder, { recursive: true });
  git(folder, ['init', '-q', '-b', 'main']);
  const stream = [], marks = {};
  let mark = 0;
  for (const [name, commits] of Object.entries(branches)) {
    marks[name] = commits.map((commit, number) => {
      stream.push(...commitOf(name, number, ++mark, commit));
      return mark;
    });
  }
  const marksFile = path.join(folder, '.git', 'marks');
  const child = spawnSync('git', ['fast-import', '--quiet', `--export-marks=${marksFile}`],
    { cwd: folder, input: Buffer.concat(stream), encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(child.status, 0, `git fast-import: ${child.stderr}`);
  const ids = new Map(fs.readFileSync(marksFile, 'utf8').trim().split('\n').map((line) => line.slice(1).split(' ')).map(([key, id]) => [Number(key), id]));
  return Object.fromEntries(Object.entries(marks).map(([name, list]) => [name, list.map((each) => ids.get(each))]));
}
