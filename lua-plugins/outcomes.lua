-- outcomes.lua - what came out of the Forum: published messages and notes of sessions, by theme and year, and what became of it.
--
--   outcomes/index.html           themes and years, with how many messages each has
--   outcomes/<theme>.html         messages of a theme with those below it   (layout outcomes.html)
--   outcomes/<year>.html          messages of a year
--   outcomes/<theme>-<year>.html  both; only of themes without a parent
--   outcomes/follow-up.html       transmissions by state and organisation, and what was sent to nobody
--
-- The plugin chains has to run before: it knows which transmissions a message has, and what question came next.

local plugin = {}

-- Published messages, then notes by what they are.
local KINDS = {"message", "report", "divergence", "options"}
local STATES = {"sent", "acknowledged", "taken-up", "not-taken-up"}
-- A theme below another gets a page of its own from so many messages on.
local OWN_PAGE = 2

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "id", reverse = true} end
  end
  return {}
end

-- { <language> = text(site in that language) }
local function label(site, text)
  local texts = {}
  for _, language in ipairs(site.languages) do
    texts[language.code] = text(site:in_language(language.code))
  end
  return texts
end

local function words_of(site, name, default)
  return site.data.views and site.data.views[name] or {title = default}
end

-- Messages by kind, and by the question that they answer: what the layout shows.
local function arranged(messages)
  local data, rows, by_question = {count = #messages, chains = {}}, {}, {}
  for _, kind in ipairs(KINDS) do data[kind] = {} end
  for _, message in ipairs(messages) do
    table.insert(data[message.kind or "message"], message)
    local question, sent = message.question, message:relation("transmission.message")
    local row = question and by_question[question.id]
    if row then
      table.insert(row.messages, message)
    elseif question or #sent > 0 then
      row = {question = question, messages = {message}}
      if question then by_question[question.id] = row end
      rows[#rows + 1] = row
    end
  end
  for i, row in ipairs(rows) do
    row.after = (row.question or row.messages[1]):relation("trail_after")
    data.chains[i] = row
  end
  return data
end

local function meetings_of(messages)
  local seen, meetings = {}, {}
  for _, message in ipairs(messages) do
    local meeting = message.meeting
    if meeting and not seen[meeting.id] then
      seen[meeting.id] = true
      meetings[#meetings + 1] = meeting
    end
  end
  return meetings
end

-- Sorts messages into cells: of each theme, those above it, and year.
local function sorted_in(messages, themed)
  local themes, years, both = {}, {}, {}
  local function put(into, key, message)
    into[key] = into[key] or {}
    local list = into[key]
    if list[#list] ~= message then list[#list + 1] = message end
  end
  for _, message in ipairs(messages) do
    put(years, message.year, message)
    for _, term in ipairs(themed and message:terms("themes") or {}) do
      put(themes, term.id, message)
      if term.parent then put(themes, term.parent.id, message) end
      put(both, (term.parent or term).id .. "-" .. message.year, message)
    end
  end
  return themes, years, both
end

local function follow_up(site, crumb, messages)
  local words = words_of(site, "follow_up", "Follow-up board")
  local states, organisations, by_id, unsent = {}, {}, {}, {}
  local sent = of_type(site, "transmission")
  for i, state in ipairs(STATES) do states[i] = {state = state, documents = {}} end
  for _, doc in ipairs(sent) do
    local to = doc.organisation
    local row = by_id[to.id]
    if not row then
      row = {organisation = to, counts = {0, 0, 0, 0}}
      by_id[to.id] = row
      organisations[#organisations + 1] = row
    end
    for i, state in ipairs(STATES) do
      if doc.state == state then
        table.insert(states[i].documents, doc)
        row.counts[i] = row.counts[i] + 1
      end
    end
  end
  for _, message in ipairs(messages) do
    if #message:relation("transmission.message") == 0 then unsent[#unsent + 1] = message end
  end
  site:add_page{
    path = "outcomes/follow-up.html", layout = "follow-up.html", title = words.title, description = words.description,
    data = {crumbs = {crumb}, total = #sent, states = states, organisations = organisations, messages = #messages, unsent = unsent},
  }
end

function plugin.site(site)
  local messages = of_type(site, "message")
  for _, note in ipairs(of_type(site, "note")) do messages[#messages + 1] = note end
  local words = words_of(site, "outcomes", "Outcomes by theme and year")
  local crumb = {title = words.short or words.title, path = "outcomes/index.html"}
  local taxonomy = site:taxonomy("themes")
  local themes, years, both = sorted_in(messages, taxonomy)
  local columns, roots = {}, {}
  for year in pairs(years) do table.insert(columns, 1, year) end
  local function add(path, name, data)
    data.crumbs = data.crumbs or {crumb}
    site:add_page{
      path = path, layout = "outcomes.html", data = data, description = words.description,
      title = label(site, function(s) return s:label(crumb.title) .. " · " .. name(s) end),
    }
  end
  for _, term in ipairs(taxonomy and taxonomy.terms or {}) do
    local root, list = not term.parent, themes[term.id] or {}
    local path, cells = "outcomes/" .. term.id .. ".html", {}
    local function named(s) return s:term("themes", term.id).label end
    if root and #list > 0 or #list >= OWN_PAGE then
      local data = arranged(list)
      for i, year in ipairs(root and columns or {}) do
        local some = both[term.id .. "-" .. year]
        cells[i] = {year = year, count = some and #some or 0, path = some and "outcomes/" .. term.id .. "-" .. year .. ".html"}
        if some then
          local one = arranged(some)
          one.year, one.term, one.crumbs = year, term, {crumb, {title = label(site, named), path = path}}
          add(cells[i].path, function(s) return named(s) .. " · " .. year end, one)
        end
      end
      data.term, data.cells = term, cells
      add(path, named, data)
      site:attach(term, "outcomes", {path = path, count = #list})
      local kinds = {#data.message, #data.report, #data.divergence, #data.options}
      if root then roots[#roots + 1] = {term = term, kinds = kinds, path = path, cells = cells} end
    end
  end
  for _, year in ipairs(columns) do
    local data, rows = arranged(years[year]), {}
    for _, root in ipairs(roots) do
      for _, cell in ipairs(root.cells) do
        if cell.year == year and cell.count > 0 then rows[#rows + 1] = {term = root.term, count = cell.count, path = cell.path} end
      end
    end
    local path = "outcomes/" .. year .. ".html"
    data.year, data.cells, data.meetings = year, rows, meetings_of(years[year])
    for _, meeting in ipairs(data.meetings) do site:attach(meeting, "outcomes", {path = path, count = data.count}) end
    add(path, function() return tostring(year) end, data)
  end
  site:add_page{
    path = "outcomes/index.html", layout = "outcomes-index.html", title = words.title, description = words.description,
    data = {years = columns, rows = roots, count = #messages},
  }
  follow_up(site, crumb, messages)
end

return plugin
