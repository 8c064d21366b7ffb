// edits.mjs - edits of a site's files, as editors make them.
//
// A *change* is a map from path to text or bytes; null deletes. An *edit* is {what, steps}: what it
// is in words, and its commits, each {files, author}. The functions read files through a *view*:
//
//   view.names()      all paths, sorted
//   view.read(name)   the text of a file
//   view.bytes(name)  its bytes
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

// ---- texts

/** The id that git gives to a file's bytes, as `source:` of a translation names it. */
export const blobId = (bytes) => {
  const buffer = Buffer.from(bytes);
  return createHash('sha1').update(`blob ${buffer.length}\0`).update(buffer).digest('hex').slice(0, 12);
};

const escaped = (key) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const frontMatterEnd = (text) => text.indexOf('\n---', 3);
/** The first line `key: …` of the front matter, with the lines that belong to it. */
const fieldPattern = (key) => new RegExp(`^${escaped(key)}:.*\n(?:[ \t-].*\n(?!---))*`, 'm');

export const hasField = (text, key) => new RegExp(`^${escaped(key)}:`, 'm').test(text.slice(0, frontMatterEnd(text) + 1));
export const fieldOf = (text, key) => new RegExp(`^${escaped(key)}: *(.*)$`, 'm').exec(text.slice(0, frontMatterEnd(text) + 1))?.[1];

/** TEXT without a field of its front matter. */
export function withoutField(text, key) {
  const end = frontMatterEnd(text) + 1;
  return text.slice(0, end).replace(fieldPattern(key), '') + text.slice(end);
}

/** TEXT with `key: value` in its front matter; VALUE is YAML. The lines of other fields stay where they are: traces have their places. */
export function withField(text, key, value) {
  const old = fieldPattern(key).exec(text.slice(0, frontMatterEnd(text) + 1));
  if (old) return `${text.slice(0, old.index)}${key}: ${value}\n${text.slice(old.index + old[0].length)}`;
  const end = frontMatterEnd(text) + 1;
  return `${text.slice(0, end)}${key}: ${value}\n${text.slice(end)}`;
}

export const withTitle = (text, title) => withField(text, 'title', JSON.stringify(title));
export const withParagraph = (text, paragraph) => `${text.replace(/\n*$/, '\n')}\n${paragraph}\n`;
/** TEXT with PARAGRAPH before all others. */
export const withFirstParagraph = (text, paragraph) => {
  const end = frontMatterEnd(text) + 4;
  return `${text.slice(0, end)}\n\n${paragraph}\n${text.slice(end)}`;
};

// ---- views and edits

/** The files of a folder, without those of git. */
export function folderView(folder) {
  return {
    names: () => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
      .filter((name) => !name.startsWith('.git/')).sort(),
    read: (name) => fs.readFileSync(path.join(folder, name), 'utf8'),
    bytes: (name) => fs.readFileSync(path.join(folder, name)),
  };
}

/** The files of a map from path to text or bytes. */
export function mapView(files) {
  return {
    names: () => [...files.keys()].sort(),
    read: (name) => files.get(name).toString(),
    bytes: (name) => Buffer.from(files.get(name)),
  };
}

export const oneStep = (what, files, author = 'Ada') => ({ what, steps: [{ files, author }] });
export const changeOf = (view, what, name, change) => oneStep(what, { [name]: change(view.read(name)) });

/** A commit that changes NAME, and one that takes it back: only the history of the file is another. */
export const editAndRevert = (view, name, author) => ({ what: `history alone of ${name}`, steps: [
  { files: { [name]: withParagraph(view.read(name), 'For a moment.') }, author },
  { files: { [name]: view.bytes(name) }, author },
] });

export const documentsOf = (view) => view.names().filter((name) => /^content\/[^/]+\/.*\.md$/.test(name)
  && !/^content\/(assets|data|types)\//.test(name));
export const languageOf = (name) => name.split('/')[1];
export const inLanguage = (name, language) => name.replace(/^content\/[^/]+/, `content/${language}`);

/** Originals that a `source:` of a translation names: {original, translation}. The first of LANGUAGES is the original's. */
export function sourcedOriginals(view, languages) {
  const names = documentsOf(view);
  const all = new Set(names);
  return names.filter((name) => languageOf(name) !== languages[0] && all.has(inLanguage(name, languages[0]))
    && hasField(view.read(name), 'source'))
    .map((translation) => ({ original: inLanguage(translation, languages[0]), translation }));
}
