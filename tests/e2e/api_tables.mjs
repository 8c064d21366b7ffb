// api_tables.mjs - the getters, methods and functions that C gives to Lua, read from C's tables.
//
//   for (const { type, kind, name, isText } of readApi()) …
//
// A table is an array whose rows begin with a name in quotes and a function:
//
//   static const struct getter getters[] = { {"title", NULL, READS_LISTING, title_of}, … };
//
// `struct bound_type` says which tables belong to which type of Lua. All of ssg/ is searched, so
// that files may move.
import fs from 'node:fs';
import path from 'node:path';

const tablePattern = /static const (?:struct (\w+)\s*\{[^}]*\}|(?:struct )?(\w+)) (\w+)\[\w*\]\s*=\s*\{((?:[^{};]|\{[^{}]*\})*)\};/g;
const rowPattern = /\{\s*"([^"]+)",([^{}]*)\}/g;
const boundTypePattern = /const struct bound_type \w+\s*=\s*\{\s*"([^"]+)",([^}]*)\}/g;
const functionPattern = /^\s*(?:NULL|[a-z]\w*)\s*(?:,|$)/;

const withoutComments = (source) => source.replace(/\/\*[^]*?\*\//g, '');

/** The tables of one C file: map from the table's name to its rows. */
export function readTables(source) {
  const tables = new Map();
  for (const [, rowStruct, rowType, table, body] of withoutComments(source).matchAll(tablePattern)) {
    const rows = [...body.matchAll(rowPattern)].filter(([, , rest]) => functionPattern.test(rest));
    if (rows.length > 0)
      tables.set(table, rows.map(([, name, rest]) => ({
        rowType: rowStruct ?? rowType, name, isText: /\w+_of\s*$/.test(rest.trim()),
      })));
  }
  return tables;
}

/** The types of one C file: {type, tables}, the names of the tables that belong to it. */
export function readBoundTypes(source) {
  return [...withoutComments(source).matchAll(boundTypePattern)].map(([, type, rest]) =>
    ({ type, tables: rest.split(',').map((word) => word.trim()) }));
}

/** Rows of one C file, each with the type that its table belongs to; tables of no type are of `null`. */
export function readApiOf(source) {
  const types = readBoundTypes(source);
  return [...readTables(source)].flatMap(([table, rows]) => {
    const owner = types.find((each) => each.tables.includes(table));
    return rows.map((row) => ({ ...row, type: owner ? owner.type : null, table,
      kind: row.rowType === 'getter' ? 'getter' : row.rowType === 'method' ? 'method' : 'function' }));
  });
}

/** Everything that Lua can read or call, of all C files below FOLDER. */
export function readApi(folder = 'ssg') {
  return fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.c')).sort()
    .flatMap((name) => readApiOf(fs.readFileSync(path.join(folder, name), 'utf8'))
      .map((row) => ({ ...row, file: path.join(folder, name) })));
}
