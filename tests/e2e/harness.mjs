// harness.mjs - the words that end-to-end tests are written in: a site in a temporary
// repository, a build of it, and the files that came out.
//
//   const site = newSite(t, { 'site.yaml': '…', 'content/en/x.md': '…' });   written and committed
//   const build = site.build({ jobs: 1 });     build.status, build.stdout, build.stderr
//   site.page('en/x.html')                     its text
//
// SSG names the program under test (default: build/ssg).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ssg = path.resolve(process.env.SSG ?? 'build/ssg');

/** Runs the program with ARGS to its end. `under`: a command line to run it under, as ['sh', '-c', …]. */
export function run(args, { cwd, env = {}, under = [], timeout = 120_000 } = {}) {
  const [command, ...rest] = [...under, ssg, ...args];
  const start = performance.now();
  const child = spawnSync(command, rest, {
    cwd, timeout, encoding: 'utf8', maxBuffer: 1 << 28, killSignal: 'SIGKILL',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  });
  if (child.error) throw child.error;
  const { status, signal, stdout, stderr } = child;
  return { status, signal, stdout, stderr, seconds: (performance.now() - start) / 1000 };
}

/** Every file below FOLDER, by relative path: Map from name to bytes, sorted. */
export function tree(folder) {
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name))]));
}

/** Two folders hold the same files, byte for byte; else says which file differs first, and where. */
export function assertSameTree(actual, expected, message = '') {
  const [a, b] = [tree(actual), tree(expected)];
  assert.deepEqual([...a.keys()], [...b.keys()], `${message}: not the same files`);
  for (const [name, bytes] of a) {
    if (bytes.equals(b.get(name))) continue;
    const [left, right] = [bytes, b.get(name)].map((text) => text.toString().split('\n'));
    const line = left.findIndex((text, i) => text !== right[i]);
    assert.equal(left[line], right[line], `${message}: ${name}:${line + 1} differs`);
  }
}

/** A temporary folder that goes with the test. */
export function newFolder(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ssg-e2e-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function git(folder, args, { env = {}, input } = {}) {
  const child = spawnSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: folder, input, encoding: 'utf8', maxBuffer: 1 << 28,
    env: {
      ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org', ...env,
    },
  });
  assert.equal(child.status, 0, `git ${args.join(' ')}: ${child.stderr}`);
  return child.stdout.trim();
}

/** The diagnostics of a build with `format: 'json'`. */
export const diagnostics = (build) => build.stderr.split('\n').filter(Boolean).map((line) => JSON.parse(line));

class Site {
  constructor(root) {
    this.root = root;
    this.repository = path.join(root, 'site');
    this.out = path.join(root, 'public');
    this.commits = 0;
    fs.mkdirSync(this.repository);
    git(this.repository, ['init', '-q', '-b', 'main']);
  }

  /** FILES: from path to text or bytes; null deletes. */
  write(files) {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.repository, name);
      if (content === null) {
        fs.rmSync(file, { recursive: true });
        continue;
      }
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
  }

  /** Writes FILES and commits everything, each commit a day after the one before. */
  commit(files = {}, { author = 'Ada' } = {}) {
    this.write(files);
    const date = new Date(Date.UTC(2026, 0, 1 + this.commits++)).toISOString();
    git(this.repository, ['add', '-A']);
    git(this.repository, ['commit', '-q', '--allow-empty', '-m', `Commit ${this.commits}`], {
      env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_AUTHOR_NAME: author,
        GIT_AUTHOR_EMAIL: `${author.toLowerCase()}@example.org` },
    });
    return git(this.repository, ['rev-parse', 'HEAD']);
  }

  arguments({ repository = this.repository, out = this.out, rev, worktree, jobs, fresh, format, args = [] } = {}) {
    return ['build', repository, '-o', out, ...args,
      ...(rev ? ['--rev', rev] : []), ...(worktree ? ['--worktree'] : []), ...(fresh ? ['--fresh'] : []),
      ...(jobs !== undefined ? ['-j', String(jobs)] : []), ...(format ? ['--format', format] : [])];
  }

  build(options = {}) {
    return run(this.arguments(options), options);
  }

  /** A build that has to succeed. */
  built(options = {}) {
    const build = this.build(options);
    assert.equal(build.status, 0, `ssg build: ${build.signal ?? build.status}\n${build.stderr}`);
    return build;
  }

  /** A build that goes on in the background: `process`, and `ended`, a promise of {status, signal, stderr}. */
  start(options = {}) {
    const child = spawn(ssg, this.arguments(options), { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stdout.resume();
    child.stderr.on('data', (bytes) => { stderr += bytes; });
    return { process: child, ended: new Promise((resolve) => {
      child.on('close', (status, signal) => resolve({ status, signal, stderr }));
    }) };
  }

  page(name) {
    return fs.readFileSync(path.join(this.out, name), 'utf8');
  }

  /** The first published file whose name fits PATTERN. */
  find(pattern) {
    return this.files().find((name) => pattern.test(name));
  }

  exists(name) {
    return fs.existsSync(path.join(this.out, name));
  }

  files() {
    return [...tree(this.out).keys()];
  }
}

export function newSite(t, files) {
  const site = new Site(newFolder(t));
  site.commit(files);
  return site;
}

// ---- reading pages

/** What stands in the first <NAME …> … </NAME> of HTML, tags included. */
export function element(html, name) {
  const found = new RegExp(`<${name}\\b[^>]*>[^]*?</${name}>`).exec(html);
  assert.ok(found, `no <${name}> in the page`);
  return found[0];
}

/** The attributes of all start tags named NAME: a list of maps. */
export function tags(html, name) {
  return [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map(([, attributes]) => Object.fromEntries(
    [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key, value ?? ''])));
}

export const links = (html) => tags(html, 'a').map((a) => a.href);

/** A document: front matter from FIELDS, then BODY. */
export function document(fields, body = 'Text.\n') {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
  return `---\n${lines.join('')}---\n\n${body}`;
}

/** A random generator that repeats (mulberry32): gives a function to whole numbers below N. */
export function randomNumbers(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}
