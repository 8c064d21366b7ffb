// The Nu checker finds no error on any page, and feeds and sitemaps are what their schemas say (tests/validators.mjs).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { spawnSync } from 'node:child_process';
import { require } from '../packages.mjs';
import * as valid from '../validators.mjs';
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

const named = (pattern) => files.filter((name) => pattern.test(name)).map((name) => path.join(root, name));

test('pictures, feeds and sitemaps are well-formed', () => valid.wellFormed(named(/\.(xml|svg)$/)));

test('every sitemap is one by the schema of sitemaps.org', () => {
  valid.sitemapIndexes(named(/^sitemap\.xml$/));
  valid.sitemaps(named(/^sitemap-\d+\.xml$/));
});

test('every feed is one by RFC 4287', () => {
  const feeds = named(/^[a-z]+\/.*\.xml$/);
  assert.ok(feeds.length > 6);
  valid.feeds(feeds);
  for (const name of feeds) valid.feed(fs.readFileSync(name, 'utf8'));
});
