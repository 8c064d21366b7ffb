// The plugin chains: what a document names knows who names it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { document, newSite } from './harness.mjs';
import { site } from './sites.mjs';

const message = `name: Message
sections: [messages]
fields:
  question: {kind: reference}
  partners: {kind: map, list: true, fields: {organisation: {kind: reference}, note: {kind: string}}}
`;

/** A site whose pages say which documents lead to them by RELATION. */
const related = (relation, pages) => site({
  '/content/types/message.yaml': message,
  '/themes/plain/layouts/page.html': `<!doctype html><title>x</title><p>{% for _, d in ipairs(page.document:relation("${relation}")) do %}{{ d.title }};{% end %}</p>\n`,
  'en/questions/q.md': document({ title: 'Q' }, 'Why?\n'),
  'fr/questions/q.md': document({ title: 'Qfr' }, 'Pourquoi ?\n'),
  ...pages,
}, 'plugins: [chains]\n');

test('a reference can be read from the other end, in the order of ids', (t) => {
  const it = newSite(t, related('message.question', {
    'en/messages/b.md': document({ title: 'B', question: 'questions/q' }, 'So.\n'),
    'en/messages/a.md': document({ title: 'A', question: 'questions/q' }, 'So.\n'),
    'en/messages/c.md': document({ title: 'C' }, 'See [q](../questions/q.md).\n'),
  }));
  it.built();
  assert.match(it.page('en/questions/q.html'), /<p>A;B;<\/p>/);
});

test('the other end is told in the language of its reader', (t) => {
  const it = newSite(t, related('message.question', {
    'en/messages/a.md': document({ title: 'A', question: 'questions/q' }, 'So.\n'),
    'fr/messages/a.md': document({ title: 'Afr' }, 'Alors.\n'),
  }));
  it.built();
  assert.match(it.page('fr/questions/q.html'), /<p>Afr;<\/p>/);
});

test('a reference inside of a list of maps is named by its way, and counts once', (t) => {
  const it = newSite(t, related('message.partners.organisation', {
    'en/messages/a.md': document({ title: 'A', partners: [{ organisation: 'questions/q' }, { organisation: 'questions/q' }] }, 'So.\n'),
  }));
  it.built();
  assert.match(it.page('en/questions/q.html'), /<p>A;<\/p>/);
});

test('words that look like the path of no document are nobody', (t) => {
  const it = newSite(t, related('message.partners.note', {
    'en/messages/a.md': document({ title: 'A', partners: [{ note: 'and/or' }, { note: 'see questions/q' }] }, 'So.\n'),
  }));
  it.built();
  assert.match(it.page('en/questions/q.html'), /<p><\/p>/);
});

test('a chain is the same from either end', (t) => {
  const steps = ['before', 'question', 'messages', 'transmissions', 'after'];
  const it = newSite(t, site({
    '/content/types/question.yaml': 'name: Question\nsections: [questions]\nfields: {carried_to: {kind: reference}}\n',
    '/content/types/message.yaml': 'name: Message\nsections: [messages]\nfields: {question: {kind: reference}}\n',
    '/content/types/transmission.yaml': 'name: Transmission\nsections: [sent]\nfields: {message: {kind: reference}, led_to: {kind: reference}}\n',
    '/themes/plain/layouts/page.html': `<!doctype html><title>x</title><p>{% for _, step in ipairs{${steps.map((step) => `"trail_${step}"`)}} do %}{% for _, d in ipairs(page.document:relation(step)) do %}{{ d.title }} {% end %}/{% end %}</p>\n`,
    'en/questions/early.md': document({ title: 'Early', carried_to: 'questions/why' }, 'Why?\n'),
    'en/questions/why.md': document({ title: 'Why', carried_to: 'questions/late' }, 'Why?\n'),
    'en/questions/late.md': document({ title: 'Late' }, 'Why?\n'),
    'en/questions/new.md': document({ title: 'New' }, 'Why?\n'),
    'en/messages/so.md': document({ title: 'So', question: 'questions/why' }, 'So.\n'),
    'en/sent/there.md': document({ title: 'There', message: 'messages/so', led_to: 'questions/new' }, 'Sent.\n'),
  }, 'plugins: [chains]\n'));
  it.built();
  for (const name of ['questions/why', 'messages/so', 'sent/there']) assert.match(it.page(`en/${name}.html`), /<p>Early \/Why \/So \/There \/Late New \/<\/p>/);
  assert.match(it.page('en/questions/new.html'), /<p>So \/New \/\/\/\/<\/p>/);
});
