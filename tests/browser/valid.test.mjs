// The Nu checker finds no error on any page, and no feed or sitemap is damaged.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { require } from '../packages.mjs';
import { files, root } from './site.mjs';

const jar = require('vnu-jar');

test('every page and style sheet is valid', () => {
  const checked = files.filter((name) => /\.(html|css)$/.test(name)).map((name) => path.join(root, name));
  for (let from = 0; from < checked.length; from += 1000) {
    const checker = spawnSync('java', ['-Xss4m', '-jar', jar, '--errors-only', '--also-check-css', '--format', 'json', ...checked.slice(from, from + 1000)],
      { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (checker.error) throw checker.error;
    const { messages } = JSON.parse(checker.stderr || '{"messages": []}');
    assert.equal(messages.length, 0, `${messages.length} problems:\n${messages.slice(0, 20)
      .map((each) => `${each.url}:${each.lastLine}: ${each.message}\n    ${each.extract?.replace(/\n/g, ' ') ?? ''}`).join('\n')}`);
    assert.equal(checker.status, 0, checker.stderr);
  }
});

test('feeds and sitemaps are well-formed', () => {
  const xml = files.filter((name) => /\.(xml|svg)$/.test(name)).map((name) => path.join(root, name));
  const checker = spawnSync('xmllint', ['--noout', '--nonet', ...xml], { encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(checker.status, 0, checker.stderr?.slice(0, 2000));
});
