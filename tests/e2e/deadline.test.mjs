// Ten seconds of CPU time without a sign of life end a worker, whatever it is at; the message names the line of
// the plugin or template that was running. The builds run beside each other: each takes the whole ten seconds.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { document, newSite, ssg } from './harness.mjs';
import { site } from './sites.mjs';

const SECONDS = 11; // of CPU time, for the whole build
const hang = 'return (("a"):rep(30000)):find((".-"):rep(100) .. "b")';
const good = 'return {}\n';

const plain = (plugin = good) => site({
  '/lua-plugins/mine.lua': plugin,
  'en/a.md': document({ title: 'A' }, 'Some text.\n'),
  'en/b.md': document({ title: 'B' }, 'Other text.\n'),
}, 'plugins: [mine]\n');

/** Builds without waiting here: { status, stderr, seconds } of CPU time, that of all its processes. */
function build(it, jobs) {
  const script = '"$@"; status=$?; times >&3; exit $status';
  const child = spawn('sh', ['-c', script, 'sh', ssg, ...it.arguments({ jobs })],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  const texts = { 2: '', 3: '' };
  for (const stream of [2, 3])
    child.stdio[stream].on('data', (bytes) => { texts[stream] += bytes; });
  return new Promise((resolve) => {
    child.on('close', (status) => {
      const times = [...texts[3].split('\n')[1].matchAll(/(\d+)m([\d.]+)s/g)];
      const seconds = times.reduce((sum, [, minutes, rest]) => sum + 60 * minutes + Number(rest), 0);
      resolve({ status, stderr: texts[2], seconds });
    });
  });
}

/** A site that was published, then changed by FILES: its next build, which has to fail and to leave the site. */
async function fails(t, files, { jobs = 1 } = {}) {
  const it = newSite(t, plain());
  it.built();
  const before = it.page('SHA256SUMS');
  it.commit(files);
  const result = await build(it, jobs);
  assert.equal(result.status, 1, result.stderr);
  assert.equal(it.page('SHA256SUMS'), before);
  return result;
}

const plugin = (body) => ({ 'lua-plugins/mine.lua': `local plugin = {}\n${body}\nreturn plugin\n` });
const theme = { 'themes/plain/layouts/page.html': `<!doctype html>\n<title>x</title>\n{% if page.path == "en/a.html" then local function f() ${hang} end f() end %}\n` };
const phases = {
  'while a plugin is loaded': [{ 'lua-plugins/mine.lua': `${hang}\n` },
    'lua-plugins/mine.lua:1', 'loading the plugin'],
  'in the document hook': [plugin(`function plugin.document(doc) if doc.path:find("a.md") then ${hang} end end`),
    'lua-plugins/mine.lua:2', 'hook document, content/en/a.md'],
  'in the site hook': [plugin(`function plugin.site(site)\n  ${hang}\nend`),
    'lua-plugins/mine.lua:3', 'hook site'],
  'in the page hook': [plugin(`function plugin.page(page)\n  if page.path == "en/a.html" then\n    ${hang}\n  end\nend`),
    'lua-plugins/mine.lua:4', 'hook page, page en/a.html'],
  'in the file hook': [plugin(`function plugin.site(site) site:add_file{path = "x.txt", data = 1} end\nfunction plugin.file(site, file)\n\n  ${hang}\nend`),
    'lua-plugins/mine.lua:5', 'hook file, x.txt'],
  'in a template': [theme, 'themes/plain/layouts/page.html:3', 'page en/a.html'],
};

describe('a pattern that never ends', { concurrency: 2 }, () => {
  for (const [what, [files, place, phase]] of Object.entries(phases))
    test(`${what} ends after ten seconds, with its line`, async (t) => {
      const { stderr, seconds } = await fails(t, files);
      const problems = stderr.split('\n').filter((line) => line.endsWith(']'));
      assert.equal(problems.length, 1, stderr);
      assert.equal(problems[0], `${place}: error: more than 10 s of CPU time without progress: ` +
        `is this a pattern that never ends? (in ${phase}) [E-DEADLINE]`);
      assert.ok(seconds > 10 && seconds < SECONDS, `took ${seconds} s of CPU time`);
    });

  test('on each document costs a few documents; the others are left out', async (t) => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`content/en/c${i}.md`, document({ title: `C${i}` })]));
    const { stderr, seconds } = await fails(t, { ...many, ...plugin(`function plugin.document(doc) ${hang} end`) });
    assert.match(stderr, /^lua-plugins\/mine\.lua:2: error: more than 10 s of CPU time/m);
    assert.match(stderr, /^ssg: error: content: 40 more files were left out/m);
    assert.ok(seconds < 2 * SECONDS, `took ${seconds} s of CPU time`);
  });
});
