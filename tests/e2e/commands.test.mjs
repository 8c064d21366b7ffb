// The command line: help, version, and errors of usage.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';
import { newSite, run } from './harness.mjs';
import { smallest } from './sites.mjs';

test('help lists the commands', () => {
  for (const args of [['help'], ['--help']]) {
    const { status, stdout, stderr } = run(args);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^\s+build\b/m);
  }
});

test('help build names every option', () => {
  for (const args of [['help', 'build'], ['build', '--help']]) {
    const { status, stdout } = run(args);
    assert.equal(status, 0);
    for (const option of ['-o OUT', '--rev', '--worktree', '-j', '--fresh', '--format', '--profile'])
      assert.ok(stdout.includes(option), option);
  }
});

test('--version names ssg and the libraries that its pages depend on', () => {
  const { status, stdout } = run(['--version']);
  assert.equal(status, 0);
  assert.match(stdout, /^ssg \d+\.\d+\.\d+/);
  for (const library of ['cmark-gfm', 'libgit2', 'Lua', 'ICU', 'libyaml'])
    assert.match(stdout, new RegExp(`${library}.*\\d`, 'i'));
});

for (const [what, args] of Object.entries({
  'no command': [],
  'an unknown command': ['biuld'],
  'an unknown option': ['build', '--wat'],
  'two sites': ['build', 'a', 'b'],
  'a number of workers that is none': ['build', '-j', 'many'],
  'fewer workers than none': ['build', '-j', '-1'],
  'an unknown format': ['build', '--format', 'xml'],
  'an option without its value': ['build', '-o'],
  'both a revision and the work tree': ['build', '--rev', 'HEAD', '--worktree'],
  'help for an unknown command': ['help', 'biuld'],
}))
  test(`${what}: an error of usage, on stderr alone`, () => {
    const { status, stdout, stderr } = run(args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /ssg/);
  });

test('a misspelt command is answered with the right one', () => {
  assert.match(run(['biuld']).stderr, /build/);
});

test('--profile says how long each step took', (t) => {
  const { stdout, stderr } = newSite(t, smallest).built({ args: ['--profile'] });
  for (const step of ['source', 'content', 'site', 'render', 'publish'])
    assert.match(stdout + stderr, new RegExp(`\\b${step}\\b.*\\d`));
});

test('a summary that cannot be written is a failure of the machine', { skip: !fs.existsSync('/dev/full') }, (t) => {
  const build = newSite(t, smallest).build({ under: ['sh', '-c', 'exec "$@" > /dev/full', 'sh'] });
  assert.equal(build.status, 3);
});

for (const command of ['build', 'diff', 'explain'])
  test(`the manual page and docs/commands.md name every option of ${command}`, () => {
    const page = fs.readFileSync(`man/ssg-${command}.1`, 'utf8');
    const manual = fs.readFileSync('docs/commands.md', 'utf8').split(/^## /m).find((part) => part.startsWith(`ssg ${command}\n`));
    const options = [...run(['help', command]).stdout.matchAll(/^ {2}-(-?\w[\w-]*)/gm)].map(([, option]) => option);
    assert.ok(options.length > 1);
    for (const option of options) {
      assert.ok(page.includes(`Fl ${option}`), option);
      assert.ok(manual.includes(`\`-${option}`), option);
    }
  });
