-- exports.lua - the site as data, for whoever wants to count, compare or reuse it:
--
--   data/index.json          what there is: languages, types, works
--   data/works/<id>.json     one work in all its languages, texts included
--   data/types/<type>.json   all works of a type, without their texts
--   data/types/<type>.csv    the same as a table (RFC 4180)
--
-- A work is one file, not one a language: what languages share is said once. Templates find in
-- page.extra.exports what the page is as data: a list of {format=, type=, url=, head=}.

local plugin = {}

-- Where the data of a document is; a dot in its name would be taken for an extension.
local function work_path(id) return "data/works/" .. id:gsub("%.", "-") .. ".json" end

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

-- { <language> = the document in it } for the languages that a document is written in.
local function written(site, doc)
  local documents = {}
  for _, code in ipairs(doc.languages) do documents[code] = site:in_language(code):document(doc.id) end
  return documents
end

-- { <language> = of(the document in it) }; nil if empty.
local function by_language(documents, of)
  local texts = {}
  for code, doc in pairs(documents) do texts[code] = of(doc) end
  return next(texts) and texts or nil
end

-- Fields that are told otherwise, or say nothing to others.
local TOLD = {title = true, summary = true, aliases = true, layout = true, type = true, weight = true, date = true, source = true}

local function own_fields(taxonomies, doc)
  local fields = doc.fields
  for name in pairs(TOLD) do fields[name] = nil end
  for _, id in ipairs(taxonomies) do fields[id] = nil end
  return fields
end

local function terms_of(taxonomies, doc)
  local terms = {}
  for _, taxonomy in ipairs(taxonomies) do
    local ids = {}
    for i, term in ipairs(doc:terms(taxonomy)) do ids[i] = term.id end
    if #ids > 0 then terms[taxonomy] = ids end
  end
  return next(terms) and terms or nil
end

-- What a translation says in other words than the original.
local function translated(taxonomies, documents, doc, fields)
  return by_language(documents, function(other)
    if other.lang == doc.lang then return nil end
    local differing = {}
    for name, value in pairs(own_fields(taxonomies, other)) do
      -- What is inherited is the same object.
      if value ~= fields[name] and json(value) ~= json(fields[name]) then differing[name] = value end
    end
    return next(differing) and differing or nil
  end)
end

-- One work; `texts`: with its texts, as HTML whose links are relative to the file.
local function record(site, taxonomies, work, texts)
  local doc = work.original
  local fields, documents = own_fields(taxonomies, doc), written(site, doc)
  local base = site.base_url
  return {
    id = doc.id,
    type = doc.type,
    original = doc.lang,
    date = doc.date,
    created = doc.created,
    updated = by_language(documents, function(d) return d.updated end),
    stale = by_language(documents, function(d) return d.stale or nil end),
    title = by_language(documents, function(d) return d.title end),
    summary = by_language(documents, function(d) return d.summary end),
    url = by_language(documents, function(d) return base .. encode(d.path) end),
    terms = terms_of(taxonomies, doc),
    fields = next(fields) and fields or nil,
    translated = translated(taxonomies, documents, doc, fields),
    html = texts and by_language(documents, function(d) return tostring(d.content) end) or nil,
  }
end

-- A cell of a table: texts and numbers as they are, lists of them with "; ", anything else as JSON.
local function cell(value)
  if value == nil then return "" end
  if type(value) == "string" then return value end
  local items = {}
  for _, item in ipairs(type(value) ~= "number" and type(value) ~= "boolean" and value or {}) do
    if type(item) ~= "string" and type(item) ~= "number" then return json(value) end
    items[#items + 1] = tostring(item)
  end
  return #items > 0 and table.concat(items, "; ") or json(value)
end

local function quote(text)
  return text:find('[",\r\n]') and '"' .. text:gsub('"', '""') .. '"' or text
end

-- The columns that COLUMN(record) tells in any record, in order: those of maps as "<prefix>_<key>".
local function keys(records, column)
  local seen, list = {}, {}
  for _, each in ipairs(records) do
    for key in pairs(each[column] or {}) do
      if not seen[key] then seen[key], list[#list + 1] = true, key end
    end
  end
  table.sort(list)
  return list
end

local function csv(records)
  local lines, header = {}, {"id", "type", "original", "date"}
  local maps = {{"title", "title_"}, {"summary", "summary_"}, {"url", "url_"}, {"terms", ""}, {"fields", ""}}
  for _, map in ipairs(maps) do
    map.keys = keys(records, map[1])
    for _, key in ipairs(map.keys) do header[#header + 1] = map[2] .. key end
  end
  for i, name in ipairs(header) do header[i] = quote(name) end
  lines[1] = table.concat(header, ",")
  for _, each in ipairs(records) do
    local cells = {}
    for i = 1, 4 do cells[i] = quote(cell(each[header[i]])) end
    for _, map in ipairs(maps) do
      for _, key in ipairs(map.keys) do cells[#cells + 1] = quote(cell((each[map[1]] or {})[key])) end
    end
    lines[#lines + 1] = table.concat(cells, ",")
  end
  return table.concat(lines, "\r\n") .. "\r\n"
end

local function index(site)
  local works, types, languages = {}, {}, {}
  for i, language in ipairs(site.languages) do languages[i] = {code = language.code, tag = language.tag} end
  for i, doc in ipairs(site:documents{sort = "id"}) do
    works[i] = {id = doc.id, type = doc.type, date = doc.date, data = site.base_url .. encode(work_path(doc.id)),
      title = by_language(written(site, doc), function(d) return d.title end)}
  end
  for _, each in ipairs(site.types) do
    if each.count > 0 then
      local base = site.base_url .. "data/types/" .. each.id
      types[#types + 1] = {id = each.id, count = each.count, json = base .. ".json", csv = base .. ".csv"}
    end
  end
  return {title = site.title, url = site.base_url, languages = languages, types = types, works = works}
end

function plugin.site(site)
  for _, doc in ipairs(site:documents{sort = "id"}) do
    site:add_file{path = work_path(doc.id), data = {work = doc}}
  end
  local held = {} -- types by section
  for _, each in ipairs(site.types) do
    if each.count > 0 then
      site:add_file{path = "data/types/" .. each.id .. ".json", data = {type = each.id}}
      site:add_file{path = "data/types/" .. each.id .. ".csv", data = {type = each.id, csv = true}}
      local section = site:section(site:documents{type = each.id, sort = "id", limit = 1}[1].section).document
      if section then
        held[section.id] = held[section.id] or {}
        table.insert(held[section.id], each.id)
        site:attach(section, "exports", held[section.id])
      end
    end
  end
  site:add_file{path = "data/index.json", data = {index = true}}
end

function plugin.file(site, file)
  local data, taxonomies, records = file.data, {}, {}
  for i, taxonomy in ipairs(site.taxonomies) do taxonomies[i] = taxonomy.id end
  if data.work then return json(record(site, taxonomies, data.work, true)) .. "\n" end
  if data.index then return json(index(site)) .. "\n" end
  for i, doc in ipairs(site:documents{type = data.type, sort = "id"}) do records[i] = record(site, taxonomies, doc) end
  return data.csv and csv(records) or json(records) .. "\n"
end

function plugin.page(page)
  local exports = page.extra.exports or {}
  local function add(format, type, path)
    exports[#exports + 1] = {format = format, type = type, url = page.root .. encode(path), head = format == "JSON"}
  end
  if page.kind == "document" or page.kind == "home" then
    add("JSON", "application/json", page.kind == "home" and "data/index.json" or work_path(page.document.id))
  elseif page.document then
    for _, id in ipairs(page.document:attached("exports") or {}) do
      add("CSV", "text/csv", "data/types/" .. id .. ".csv")
      add("JSON", "application/json", "data/types/" .. id .. ".json")
    end
  end
  page.extra.exports = exports
end

return plugin
