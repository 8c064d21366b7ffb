-- bundles.lua - all texts of a theme or a year on one page, to be saved and read without a connection.
--
--   bundles/index.html    which there are, and how much each holds            (layout bundles-index.html)
--   bundles/<theme>.html  messages, notes, questions and practices of a theme without a parent and of those below
--   bundles/<year>.html   messages, notes and questions of a year                    (layout bundle.html)
--
-- More than RECORDS go on in a second part, bundles/<theme>-2.html …, so that no page outgrows its budget.

local plugin = {}

local RECORDS = 36
local TYPES = {"message", "note", "question", "best-practice"}

local function all(site)
  local known, list = {}, {}
  for _, type in ipairs(site.types) do known[type.id] = true end
  for _, id in ipairs(TYPES) do
    for _, doc in ipairs(known[id] and site:documents{type = id, sort = "id"} or {}) do list[#list + 1] = doc end
  end
  return list
end

-- Documents by the key of each: of(doc) gives a list of keys.
local function sorted_by(documents, of)
  local found = {}
  for _, doc in ipairs(documents) do
    local seen = {}
    for _, key in ipairs(of(doc)) do
      if not seen[key] then
        seen[key] = true
        found[key] = found[key] or {}
        table.insert(found[key], doc)
      end
    end
  end
  return found
end

local function roots(doc)
  local ids = {}
  for i, term in ipairs(doc:terms("themes")) do
    while term.parent do term = term.parent end
    ids[i] = term.id
  end
  return ids
end

-- { <language> = "Title · theme (1/2)" }
local function titles(site, words, row)
  local texts = {}
  for _, language in ipairs(site.languages) do
    local there = site:in_language(language.code)
    texts[language.code] = there:label(words.title) .. " · " .. (row.term and there:term("themes", row.term.id).label or row.year) .. (row.part or "")
  end
  return texts
end

function plugin.site(site)
  local words = site.data.views and site.data.views.bundles or {title = "To read offline"}
  local crumb = {title = words.title, path = "bundles/index.html"}
  local documents, list = all(site), {themes = {}, years = {}}
  local function add(into, name, bundle, term, year)
    local parts = (#bundle + RECORDS - 1) // RECORDS
    for part = 1, parts do
      local from, to = (part - 1) * #bundle // parts + 1, part * #bundle // parts
      local row = {term = term, year = year, count = to - from + 1, path = "bundles/" .. name .. (part > 1 and "-" .. part or "") .. ".html",
        part = parts > 1 and " (" .. part .. "/" .. parts .. ")" or nil}
      table.insert(list[into], row)
      site:add_page{path = row.path, layout = "bundle.html", title = titles(site, words, row),
        data = {crumbs = {crumb}, term = term, year = year, part = row.part, documents = table.move(bundle, from, to, 1, {})}}
    end
  end
  local taxonomy = site:taxonomy("themes")
  local themed = sorted_by(documents, taxonomy and roots or function() return {} end)
  for _, root in ipairs(taxonomy and taxonomy.roots or {}) do
    if themed[root.id] then add("themes", root.id, themed[root.id], root) end
  end
  local yearly, years = sorted_by(documents, function(doc) return {doc.year} end), {}
  for year in pairs(yearly) do table.insert(years, 1, year) end
  for _, year in ipairs(years) do add("years", year, yearly[year], nil, year) end
  site:add_page{path = "bundles/index.html", layout = "bundles-index.html", title = words.title, description = words.description, data = list}
end

return plugin
