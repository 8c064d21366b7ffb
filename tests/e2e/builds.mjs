// builds.mjs - builds in the background, as many at once as there are cores, and how two differ.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { ssg, tree } from './harness.mjs';

const waiting = [];
let free = Math.max(2, os.availableParallelism());
export const counts = { builds: 0 };

async function slot() {
  if (free > 0) free--;
  else await new Promise((resolve) => waiting.push(resolve));
}

function release() {
  if (waiting.length > 0) waiting.shift()();
  else free++;
}

/** Builds commit REV of REPOSITORY into OUT: a promise of {status, signal, stdout, stderr}. */
export async function buildInBackground(repository, out, rev, { fresh = false, jobs = 1 } = {}) {
  await slot();
  counts.builds++;
  const child = spawn(ssg, ['build', repository, '-o', out, '--rev', rev, '-j', String(jobs), ...(fresh ? ['--fresh'] : [])],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' }, timeout: 120_000, killSignal: 'SIGKILL' });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (bytes) => { said[stream] += bytes; });
  const [status, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => resolve(ended));
  });
  release();
  return { status, signal, ...said };
}

/** The lines in which two texts differ, at most a few: "-" is of the clean build, "+" of the incremental one. */
export function shortDiff(clean, incremental, most = 3) {
  const [expected, actual] = [clean, incremental].map((bytes) => bytes.toString().split('\n'));
  const lines = [];
  for (let i = 0; i < Math.max(expected.length, actual.length) && lines.length < 2 * most; i++)
    if (expected[i] !== actual[i])
      lines.push(...(expected[i] === undefined ? [] : [`- ${expected[i].slice(0, 200)}`]), ...(actual[i] === undefined ? [] : [`+ ${actual[i].slice(0, 200)}`]));
  return lines.join('\n');
}

const lists = ['SHA256SUMS', 'mirror.json'];

/** What differs between two trees: {file, diff} each, lists of all files last. */
export function differencesOfTrees(cleanOut, incrementalOut) {
  const [clean, incremental] = [cleanOut, incrementalOut].map((folder) => (fs.existsSync(folder) ? tree(folder) : new Map()));
  const found = [];
  for (const [file, bytes] of clean) {
    const other = incremental.get(file);
    if (!other) found.push({ file, diff: '- (the file is missing from the incremental build)' });
    else if (!bytes.equals(other)) found.push({ file, diff: shortDiff(bytes, other) });
  }
  for (const file of incremental.keys())
    if (!clean.has(file)) found.push({ file, diff: '+ (the file is not in the clean build)' });
  return found.sort((a, b) => lists.includes(a.file) - lists.includes(b.file));
}

/** What differs between an incremental build and a clean one: the program's messages, and the trees if there is one. */
export function differencesOfBuilds(clean, cleanOut, incremental, incrementalOut) {
  if (clean.status !== incremental.status || clean.stderr !== incremental.stderr)
    return [{ file: '(messages)', diff: shortDiff(`status ${clean.status}\n${clean.stderr}`, `status ${incremental.status}\n${incremental.stderr}`) }];
  return clean.status === 0 ? differencesOfTrees(cleanOut, incrementalOut) : [];
}
