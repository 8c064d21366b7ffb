-- cross-links.lua - what belongs together: wiki links, mentions, series, related documents, backlinks.
--
-- Mentions in running text lead to
--   glossary documents: their fields `term` (a text) and `acronyms` (a label: a text a language);
--   documents with a `reference` ("RES 70/125"), as it stands, or with the number of a paragraph of
--   the Tunis Agenda (`reference` or `paragraph`, or in the section `mandate` the first term of
--   the taxonomy `mandate`: "72(g)", "72g"), as "TAIS § 72(g)".

local plugin = {}

local BACKLINKS, RELATED = 50, 5
local NO_BREAK_SPACE = utf8.char(0xA0)

-- Calls EACH(text) on a text, or on all texts of a map or list.
local function each_text(value, each)
  if type(value) == "string" then
    if value ~= "" then each(value) end
  elseif value ~= nil and type(value) ~= "number" and type(value) ~= "boolean" then
    for _, item in pairs(value) do each_text(item, each) end
  end
end

-- "72(g)" of "72g" and "72(g)", "77" of "77"; nil of anything else.
local function paragraph(text)
  local number, letter = text:match("^(%d+)%(?(%l?)%)?$")
  if not number then return nil end
  return letter == "" and number or number .. "(" .. letter .. ")"
end

local function reference(doc)
  for _, name in ipairs{"reference", "paragraph"} do
    local value = doc:field(name)
    if type(value) == "string" and value ~= "" then return value end
  end
  if doc.section ~= "mandate" then return nil end
  local ids = doc:field("mandate")
  if type(ids) == "string" then return ids end
  local first = ids and ids[1]
  return type(first) == "string" and first or nil
end

local function mentions(site)
  local list, seen = {}, {}
  for _, doc in ipairs(site:documents{sort = "id"}) do
    local function add(text)
      if not seen[text] then
        seen[text] = true
        list[#list + 1] = {text = text, document = doc}
      end
    end
    each_text(doc:field("term"), add)
    each_text(doc:field("acronyms"), add)
    local named = reference(doc)
    local number = named and paragraph(named)
    if number then
      for _, space in ipairs{" ", NO_BREAK_SPACE, ""} do
        add("TAIS §" .. space .. number)
      end
    elseif named and doc:field("reference") == named then
      add(named)
    end
  end
  return list
end

function plugin.site(site)
  site:resolve_wiki_links{by = {"title", "slug", "aliases"}}

  local taxonomies = {}
  for _, taxonomy in ipairs(site.taxonomies) do
    taxonomies[#taxonomies + 1] = taxonomy.id
  end
  if #taxonomies > 0 then
    site:relate_by_terms{name = "related", taxonomies = taxonomies, limit = RELATED}
  end
  site:relate_series{field = "series", previous = "previous", next = "next"}

  local words = mentions(site)
  if #words > 0 then site:link_mentions(words) end
end

function plugin.page(page)
  local doc = page.document
  if not doc then return end
  page.extra.backlinks = doc:backlinks(BACKLINKS)
  page.extra.related = doc:relation("related")
  page.extra.previous = doc:relation("previous")[1]
  page.extra.next = doc:relation("next")[1]
end

return plugin
