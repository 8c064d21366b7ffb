// sites.mjs - the sites that tests build.
import { deflateSync } from 'node:zlib';
import { document } from './harness.mjs';

export const languages = ['en', 'fr', 'es', 'ru', 'zh', 'ar'];

export const smallestConfig = `title: {en: Bench}
base_url: https://example.org/
languages: [en, fr, es, ru, zh, ar]
taxonomies: {themes: {open: true}, regions: {open: true}}
plugins: [theme-index, cross-links]
`;

/** Nothing but what a site must have. */
export const smallest = {
  'site.yaml': smallestConfig,
  'content/en/best-practices/doc-1.md': document(
    { title: 'A practice', date: '2026-01-02', summary: 'What was done.', themes: ['a', 'b'], regions: ['c'] },
    'First paragraph.\n\n## What was done\n\nMuch.\n'),
  'content/fr/best-practices/doc-1.md': document(
    { title: 'Une pratique', summary: 'Ce qui a été fait.' },
    'Premier paragraphe.\n\n## Ce qui a été fait\n\nBeaucoup.\n'),
};

/** Two languages, no plugins, PAGES (from path below content/ to text); CONFIG is added to site.yaml. */
export function site(pages, config = '') {
  return {
    'site.yaml': `title: {en: Test, fr: Essai}\nbase_url: https://example.org/\nlanguages: [en, fr]\n${config}`,
    ...Object.fromEntries(Object.entries(pages).map(([name, text]) => [name.startsWith('/') ? name.slice(1) : `content/${name}`, text])),
  };
}

/** A PNG picture of one grey, WIDTH by HEIGHT. */
export function png(width, height) {
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const crc = ~body.reduce((c, byte) => table[(c ^ byte) & 0xff] ^ (c >>> 8), ~0) >>> 0;
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc, 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height, 0x80))), chunk('IEND', Buffer.alloc(0))]);
}

/** A bit of everything: types, data, terms, relations, wiki links, pictures, redirects, an own plugin. */
export const sample = {
  'site.yaml': `title: {en: Sample, fr: Exemple, ar: مثال}
description: {en: A bit of everything}
base_url: https://example.org/
languages: [en, fr, es, ru, zh, ar]
taxonomies:
  themes: {open: true, label: {en: Themes, fr: Thèmes}}
  mandate: {data: mandate}
plugins: [theme-index, cross-links, stamp, exports, linked-data, citations, calendar, feeds]
menu: [messages, about/index]
`,
  'content/data/mandate.yaml': `terms:
  - {id: discuss, label: {en: Discuss public policy, fr: Discuter des politiques}}
  - {id: advise, label: {en: Advise, fr: Conseiller}, parent: discuss}
`,
  'content/types/message.yaml': `name: {en: Message}
plural: {en: Messages}
sections: [messages]
open: true
fields:
  status: {kind: string, values: [draft, final]}
`,
  'lua-plugins/stamp.lua': `local plugin = {}
function plugin.page(page)
  page.extra.stamp = page.path
end
return plugin
`,
  'content/en/index.md': document({ title: 'Welcome' }, 'See [messages](messages/index.md).\n'),
  'content/en/about/index.md': document({ title: 'About' }, 'Who *we* are.\n'),
  'content/fr/about/index.md': document({ title: 'À propos' }, 'Qui *nous* sommes.\n'),
  'content/en/messages/index.md': document({ title: 'Messages' }, 'All of them.\n'),
  'content/en/messages/access.md': document(
    { title: 'Access for all', date: '2024-03-01', status: 'final', themes: ['access', 'capacity'], mandate: ['discuss'], aliases: ['old/access.html'] },
    'See [[Privacy]] and [about](../about/index.md).\n\n![a grey picture](../../assets/grey.png "Grey, all of it")\n\n| a | b |\n|---|---|\n| 1 | 2 |\n'),
  'content/fr/messages/access.md': document({ title: 'L’accès pour tous' }, 'Voir [vie privée](privacy.md#why).\n'),
  'content/zh/messages/access.md': document({ title: '人人享有接入' }, '互联网接入是发展的基础。\n\n## 为什么\n\n因为。\n'),
  'content/ar/messages/access.md': document({ title: 'النفاذ للجميع' }, 'الإنترنت للجميع.\n\n## لماذا\n\nلأن.\n'),
  'content/en/messages/privacy.md': document(
    { title: 'Privacy', date: '2025-05-05', status: 'draft', themes: ['rights', 'access'], mandate: ['advise'] },
    'Text with a note.[^1]\n\n## Why {#why}\n\nBecause.\n\n> [!NOTE]\n> Mind this.\n\n[^1]: The note.\n').replace(' {#why}', ''),
  'content/ru/messages/privacy.md': document({ title: 'Частная жизнь' }, '## Почему\n\nПотому.\n'),
  'content/assets/grey.png': png(64, 32),
};
