// A site is a pure function of a commit: whatever else differs, the bytes do not.
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { assertSameTree, git, newSite } from './harness.mjs';
import { sample } from './sites.mjs';

/** Builds the sample site plainly and as OPTIONS say, and compares. */
function compare(t, options) {
  const site = newSite(t, sample);
  const other = path.join(site.root, 'other');
  site.built({ jobs: 2 });
  site.built({ out: other, fresh: true, ...options(site) });
  assertSameTree(site.out, other);
}

for (const [what, options] of Object.entries({
  'one worker': () => ({ jobs: 1 }),
  'no worker at all': () => ({ jobs: 0 }),
  'seven workers': () => ({ jobs: 7 }),
  'another locale': () => ({ env: { LC_ALL: 'C', LANG: 'tr_TR.UTF-8' } }),
  'another time zone': () => ({ env: { TZ: 'Pacific/Kiritimati' } }),
  'another umask': () => ({ under: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] }),
  'another home and user': () => ({ env: { HOME: '/nowhere', USER: 'nobody', TMPDIR: '/var/tmp' } }),
  'another current directory': () => ({ cwd: '/' }),
  'an empty environment': () => ({ under: ['env', '-i'] }),
}))
  test(`${what} gives the same bytes`, (t) => compare(t, options));

test('a clone in another directory gives the same bytes', (t) => compare(t, (site) => {
  const clone = path.join(site.root, 'a deep', 'path', 'for the clone');
  git(site.root, ['clone', '-q', site.repository, clone]);
  return { repository: clone };
}));

test('a bare clone, all packed, gives the same bytes', (t) => compare(t, (site) => {
  const bare = path.join(site.root, 'bare.git');
  git(site.root, ['clone', '-q', '--bare', site.repository, bare]);
  git(bare, ['gc', '-q', '--prune=now']);
  return { repository: bare };
}));

test('building again over the last result gives the same bytes', (t) => compare(t, (site) => {
  const other = path.join(site.root, 'other');
  site.built({ out: other });
  return { fresh: false };
}));

test('files and folders have the same modes whatever the umask', (t) => {
  const site = newSite(t, sample);
  site.built({ under: ['sh', '-c', 'umask 077; exec "$@"', 'sh'] });
  for (const entry of fs.readdirSync(site.out, { recursive: true })) {
    const stat = fs.statSync(path.join(site.out, entry));
    const mode = stat.mode & 0o777;
    if (mode !== (stat.isDirectory() ? 0o755 : 0o644))
      throw new Error(`${entry}: mode ${mode.toString(8)}`);
  }
});
