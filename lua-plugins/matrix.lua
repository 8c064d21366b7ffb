-- matrix.lua - who deals with which theme, and which cells are empty where something waits.
--
--   organisations/matrix.html  sectors × themes, with themes that have no home; organisations × themes
--
-- A theme without a home is one below which there is none, and with which no organisation deals. It
-- matters more the more messages and open questions wait for somebody to take them up; so does an
-- empty cell of a sector from MATTERS of them on.

local plugin = {}

local CATEGORIES = {"intergovernmental", "multistakeholder", "technical", "civil-society", "private-sector", "academic"}

local MATTERS = 3

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "id"} end
  end
  return {}
end

-- What waits for somebody on a theme: its messages, and its questions that are open.
local function waiting(term)
  local messages, questions = 0, 0
  for _, doc in ipairs(term:documents{}) do
    if doc.type == "message" or doc.type == "note" then messages = messages + 1 end
    if doc.type == "question" and doc.state == "open" then questions = questions + 1 end
  end
  return messages, questions
end

-- By sector: the organisations, each with the places of its themes among ROOTS.
local function bodies(organisations, roots)
  local found, list = {}, {}
  for _, name in ipairs(CATEGORIES) do
    found[name] = {category = name, rows = {}}
    list[#list + 1] = found[name]
  end
  for _, doc in ipairs(organisations) do
    local cells = {}
    for i in ipairs(roots) do cells[i] = false end
    for _, term in ipairs(doc:terms("themes")) do
      for i, root in ipairs(roots) do
        if (term.parent or term) == root then cells[i] = true end
      end
    end
    table.insert(found[doc.category].rows, {document = doc, cells = cells})
  end
  return list
end

-- For each theme below which there is none: how many organisations of each sector deal with it.
local function themes(organisations, terms)
  local place, rows, by_id = {}, {}, {}
  for i, name in ipairs(CATEGORIES) do place[name] = i end
  for _, term in ipairs(terms) do
    if #term.children == 0 then
      local messages, questions = waiting(term)
      local row = {term = term, counts = {0, 0, 0, 0, 0, 0}, total = 0, messages = messages, questions = questions}
      row.matters = messages + questions >= MATTERS
      by_id[term.id] = row
      rows[#rows + 1] = row
    end
  end
  for _, doc in ipairs(organisations) do
    for _, term in ipairs(doc:terms("themes")) do
      local row, at = by_id[term.id], place[doc.category]
      if row then
        row.counts[at] = row.counts[at] + 1
        row.total = row.total + 1
      end
    end
  end
  return rows
end

function plugin.site(site)
  local taxonomy = site:taxonomy("themes")
  local organisations = taxonomy and of_type(site, "organisation") or {}
  local roots = taxonomy and taxonomy.roots or {}
  local rows, homeless = themes(organisations, taxonomy and taxonomy.terms or {}), {}
  for _, row in ipairs(rows) do
    if row.total == 0 then homeless[#homeless + 1] = row end
  end
  table.sort(homeless, function(a, b) return a.messages + a.questions > b.messages + b.questions end)
  local words = site.data.views and site.data.views.matrix or {title = "Organisations and themes"}
  site:add_page{
    path = "organisations/matrix.html", layout = "matrix.html", section = site:section("organisations"),
    title = words.title, description = words.description,
    data = {
      count = #organisations, matters = MATTERS, categories = CATEGORIES, roots = roots,
      themes = rows, homeless = homeless, bodies = bodies(organisations, roots),
    },
  }
end

return plugin
