-- facets.lua - lists that are narrowed step by step, as pages: no script, no server.
--
--   browse/index.html                  all values of all dimensions, with counts
--   browse/<value>[.<value>[.<value>]].html   the documents that have all of them  (layout browse.html)
--
-- Dimensions are the theme (at the top of the tree), the regional group, the stakeholder group, the
-- year and the type. A page is made only if it has at least as many documents as it has values, and
-- fewer than some page with one value less; of those the largest, up to PAGES a language. A term whose
-- page there is has its path as `term:attached("browse")`.

local plugin = {}

local PAGES = 400
local TYPES = {message = true, note = true, question = true, transmission = true, ["best-practice"] = true, track = true,
  initiative = true, organisation = true, session = true, meeting = true, consultation = true}
local DIMENSIONS = {"theme", "region", "group", "year", "type"}
local TAXONOMY = {theme = "themes", region = "regions", group = "groups"}

-- The values that a document has: ids, of each dimension in order. NAMES collects what an id is.
local function values_of(site, doc, names)
  local values = {}
  local function add(dimension, id)
    if not names[id] then names[id] = {id = id, dimension = dimension} end
    for _, other in ipairs(values) do
      if other == id then return end
    end
    if names[id].dimension == dimension then values[#values + 1] = id end
  end
  for _, dimension in ipairs{"theme", "region", "group"} do
    local taxonomy = TAXONOMY[dimension]
    for _, term in ipairs(site:taxonomy(taxonomy) and doc:terms(taxonomy) or {}) do
      if dimension == "theme" then term = term.parent or term end
      add(dimension, term.id)
    end
  end
  local year = doc.year or doc.date and doc.date:sub(1, 4)
  if year then add("year", tostring(year)) end
  add("type", doc.type)
  return values
end

-- Puts DOC into the set of each combination of SIZE values, of different dimensions, whose parts
-- are all large enough in KNOWN.
local function combine(sets, known, names, values, size, doc)
  local chosen = {}
  local function choose(from)
    if #chosen == size then
      local key = table.concat(chosen, ".")
      sets[key] = sets[key] or {values = table.move(chosen, 1, size, 1, {}), documents = {}}
      table.insert(sets[key].documents, doc)
      return
    end
    for i = from, #values do
      local last = chosen[#chosen]
      if not last or names[last].dimension ~= names[values[i]].dimension and (size == 2 or known[last .. "." .. values[i]]) then
        chosen[#chosen + 1] = values[i]
        choose(i + 1)
        chosen[#chosen] = nil
      end
    end
  end
  choose(1)
end

-- The key of a set without its value at PLACE.
local function wider(set, place)
  local rest = {}
  for i, id in ipairs(set.values) do
    if i ~= place then rest[#rest + 1] = id end
  end
  return table.concat(rest, ".")
end

-- All sets that get a page, by key; and their keys, the largest first of each size.
local function all_sets(site, documents, names)
  local known, keys, values = {}, {}, {}
  for i, doc in ipairs(documents) do values[i] = values_of(site, doc, names) end
  for size = 1, 3 do
    local sets, found = {}, {}
    for i, doc in ipairs(documents) do combine(sets, known, names, values[i], size, doc) end
    for key, set in pairs(sets) do
      local whole, narrows = #set.documents >= size, size == 1
      for place = 1, size > 1 and size or 0 do
        local parent = known[wider(set, place)]
        whole = whole and parent
        narrows = narrows or whole and #set.documents < #parent.documents
      end
      if whole and narrows then found[#found + 1] = key end
    end
    table.sort(found, function(a, b) return #sets[a].documents > #sets[b].documents end)
    for _, key in ipairs(found) do
      if #keys < PAGES then
        known[key] = sets[key]
        keys[#keys + 1] = key
      end
    end
  end
  return known, keys
end

-- { <language> = { <value> = its label } }
local function labels(site, names)
  local all = {}
  for _, language in ipairs(site.languages) do
    local there, texts = site:in_language(language.code), {}
    for _, type in ipairs(there.types) do texts[type.id] = type.plural end
    for id, name in pairs(names) do
      if TAXONOMY[name.dimension] then texts[id] = there:term(TAXONOMY[name.dimension], id).label end
      if name.dimension == "year" then texts[id] = id end
    end
    all[language.code] = texts
  end
  return all
end

function plugin.site(site)
  local documents, names = {}, {}
  for _, doc in ipairs(site:documents{sort = "id"}) do
    if TYPES[doc.type] then documents[#documents + 1] = doc end
  end
  local known, keys = all_sets(site, documents, names)
  local texts = labels(site, names)
  local words = site.data.views and site.data.views.browse or {title = "Browse"}
  local function label(ids, before)
    local all = {}
    for _, language in ipairs(site.languages) do
      local parts = before and {site:in_language(language.code):label(before)} or {}
      for _, id in ipairs(ids) do parts[#parts + 1] = texts[language.code][id] end
      all[language.code] = table.concat(parts, " · ")
    end
    return all
  end

  -- narrower[key of a set][dimension] = links to the sets with one value more
  local narrower = {[""] = {}}
  for _, key in ipairs(keys) do narrower[key] = {} end
  local order = table.move(keys, 1, #keys, 1, {})
  table.sort(order, function(a, b) return a < b end)
  for _, key in ipairs(order) do
    for place, id in ipairs(known[key].values) do
      local parent, count, dimension = wider(known[key], place), #known[key].documents, names[id].dimension
      local links = narrower[parent]
      if parent == "" or count < #known[parent].documents then
        links[dimension] = links[dimension] or {}
        table.insert(links[dimension], {path = "browse/" .. key .. ".html", label = label{id}, count = count})
      end
    end
  end
  local function narrow(key)
    local list = {}
    for _, dimension in ipairs(DIMENSIONS) do
      if narrower[key][dimension] then list[#list + 1] = {dimension = dimension, cells = narrower[key][dimension]} end
    end
    return list
  end

  for _, key in ipairs(keys) do
    local set, crumbs = known[key], {{title = words.short or words.title, path = "browse/index.html"}}
    local without = {}
    for place, id in ipairs(set.values) do
      local parent = wider(set, place)
      if parent ~= "" then without[#without + 1] = {path = "browse/" .. parent .. ".html", label = label{id}, count = #known[parent].documents} end
    end
    for i = 1, #set.values - 1 do
      local ids = table.move(set.values, 1, i, 1, {})
      crumbs[#crumbs + 1] = {title = label{ids[i]}, path = "browse/" .. table.concat(ids, ".") .. ".html"}
    end
    site:add_page{
      path = "browse/" .. key .. ".html", layout = "browse.html", title = label(set.values, words.short or words.title),
      data = {crumbs = crumbs, last = label{set.values[#set.values]}, documents = set.documents, narrow = narrow(key), without = without},
    }
  end
  for id, name in pairs(names) do
    local taxonomy = TAXONOMY[name.dimension]
    if taxonomy and known[id] then site:attach(site:term(taxonomy, id), "browse", "browse/" .. id .. ".html") end
  end
  site:add_page{
    path = "browse/index.html", layout = "browse-index.html", title = words.title, description = words.description,
    data = {narrow = narrow(""), count = #documents},
  }
end

return plugin
