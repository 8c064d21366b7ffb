-- questions.lua - how far the guiding questions are answered, and what nobody asks.
--
--   questions/progress.html  for each meeting: asked, answered, carried over; threads over the years
--   questions/gaps.html      themes without a question, and themes with open ones
--
-- The plugin chains has to run before: it knows who answers a question.

local plugin = {}

local STATES = {"answered", "partly", "open"}

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "id"} end
  end
  return {}
end

local function words_of(site, name, default)
  return site.data.views and site.data.views[name] or {title = default}
end

-- Rows of a year, newest first: {year, meeting, counts = {answered, partly, open}, carried, messages}
local function by_year(questions)
  local rows, found = {}, {}
  for _, question in ipairs(questions) do
    local row = found[question.year]
    if not row then
      row = {year = question.year, meeting = question.meeting, counts = {0, 0, 0}, carried = 0, messages = 0}
      found[question.year] = row
      rows[#rows + 1] = row
    end
    for i, state in ipairs(STATES) do
      if question.state == state then row.counts[i] = row.counts[i] + 1 end
    end
    if question.carried_to then row.carried = row.carried + 1 end
    row.messages = row.messages + #question:relation("message.question") + #question:relation("note.question")
  end
  table.sort(rows, function(a, b) return a.year > b.year end)
  return rows
end

-- Questions that were carried over, from the first of each thread to the last.
local function threads(questions)
  local list = {}
  for _, question in ipairs(questions) do
    if question.carried_to and #question:relation("question.carried_to") == 0 then
      local thread, seen = {}, {}
      while question and not seen[question.id] do
        seen[question.id] = true
        thread[#thread + 1] = question
        question = question.carried_to
      end
      list[#list + 1] = {questions = thread}
    end
  end
  return list
end

-- For each theme without one below it: its questions by state, and how much else the site has on it.
local function by_theme(site, questions)
  local taxonomy = site:taxonomy("themes")
  local asked = {}
  if not taxonomy then return {}, {} end
  for _, question in ipairs(questions) do
    for _, term in ipairs(question:terms("themes")) do
      asked[term.id] = asked[term.id] or {}
      table.insert(asked[term.id], question)
    end
  end
  local without, open = {}, {}
  for _, term in ipairs(taxonomy.terms) do
    local list = asked[term.id] or {}
    local row = {term = term, counts = {0, 0, 0}, open = {}}
    for _, question in ipairs(list) do
      for i, state in ipairs(STATES) do
        if question.state == state then row.counts[i] = row.counts[i] + 1 end
      end
      if question.state == "open" then table.insert(row.open, question) end
    end
    if #row.open > 0 then
      open[#open + 1] = row
    elseif #list == 0 and #term.children == 0 then
      local messages = 0
      for _, doc in ipairs(term:documents{}) do
        if doc.type == "message" or doc.type == "note" then messages = messages + 1 end
      end
      without[#without + 1] = {term = term, messages = messages}
    end
  end
  return without, open
end

function plugin.site(site)
  local questions = of_type(site, "question")
  local words = words_of(site, "progress", "How far questions are answered")
  site:add_page{
    path = "questions/progress.html", layout = "questions-progress.html", section = site:section("questions"),
    title = words.title, description = words.description,
    data = {count = #questions, years = by_year(questions), threads = threads(questions)},
  }
  local without, open = by_theme(site, questions)
  words = words_of(site, "gaps", "Gaps by theme")
  site:add_page{
    path = "questions/gaps.html", layout = "questions-gaps.html", section = site:section("questions"),
    title = words.title, description = words.description,
    data = {count = #questions, without = without, open = open},
  }
end

return plugin
