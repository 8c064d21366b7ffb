-- feeds.lua - a feed for each document of some types, of all that concerns it: <lang>/<id>.xml.
--
--   params:
--     feeds:
--       organisation: {types: [message], taxonomy: themes}
--
-- An organisation's feed has the documents that name it (in a field of the kind `reference`), and those
-- of these types that share one of its terms of this taxonomy; `types` and `taxonomy` may be left out.
-- Feeds of the site, and of themes, regions and other terms, are there without this plugin.

local plugin = {}

local ENTRIES = 10 -- as many feeds as documents: each is small

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

local function each_text(value, found)
  if type(value) == "string" then
    found(value)
  elseif type(value) == "table" or type(value) == "userdata" then
    for _, item in pairs(value) do each_text(item, found) end
  end
end

-- { <id> = { documents that name it } } for the ids in WANTED.
local function named(site, wanted)
  local lists = {}
  for _, doc in ipairs(site:documents{sort = "id"}) do
    each_text(doc.fields, function(text)
      if not wanted[text] or text == doc.id then return end
      lists[text] = lists[text] or {}
      if lists[text][#lists[text]] ~= doc then table.insert(lists[text], doc) end
    end)
  end
  return lists
end

-- By date, or the year at least: newest first.
local function when(doc) return tostring(doc.date or doc.year or "") end

local function concerning(doc, rule, naming)
  local list, seen, types = {}, {}, {}
  local function add(other)
    if not seen[other.id] then
      seen[other.id] = true
      list[#list + 1] = other
    end
  end
  for _, other in ipairs(naming or {}) do add(other) end
  for _, id in ipairs(rule.types or {}) do types[id] = true end
  for _, term in ipairs(rule.taxonomy and doc:terms(rule.taxonomy) or {}) do
    for _, other in ipairs(term:documents{sort = "id", reverse = true}) do
      if other.type and types[other.type] then add(other) end
    end
  end
  table.sort(list, function(a, b) return when(a) > when(b) end)
  return table.move(list, 1, math.min(#list, ENTRIES), 1, {})
end

function plugin.site(site)
  local rules = (site.config.params or {}).feeds or {}
  local wanted = {}
  for id in pairs(rules) do
    for _, doc in ipairs(site:documents{type = id, sort = "id"}) do wanted[doc.id] = doc end
  end
  local naming = named(site, wanted)
  for id, doc in pairs(wanted) do
    local titles = {}
    for _, language in ipairs(site.languages) do
      local there = site:in_language(language.code)
      titles[language.code] = there:document(id).title .. " – " .. there.title
    end
    site:add_feed{path = id .. ".xml", title = titles, document = doc, documents = concerning(doc, rules[doc.type], naming[id])}
    site:attach(doc, "feed", id .. ".xml")
  end
end

function plugin.page(page)
  local doc = page.document
  local feed = doc and doc:attached("feed")
  if not feed then return end
  local exports = page.extra.exports or {}
  exports[#exports + 1] = {format = "Atom", type = "application/atom+xml", url = page.root .. page.lang .. "/" .. encode(feed), head = true}
  page.extra.exports = exports
end

return plugin
