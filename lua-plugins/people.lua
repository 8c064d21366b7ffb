-- people.lua - balance of the Advisory Group, as far as it is recorded, and who is due to rotate.
--
--   mag/balance.html  size by year, balance by group, region, gender and term, rotation due
--
-- Counts are those that a source gives (`balance`), and those of the members that are listed, by
-- year. Each record of the group has them as `doc:attached("balance")`.

local plugin = {}

local DIMENSIONS = {"group", "region", "gender", "term"}
-- Nobody serves more terms in a row: rule three-terms of content/en/mag/rules.md.
local TERMS = 3

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "id"} end
  end
  return {}
end

-- {year, dimension, value, count}: as the source counts them, then as members are listed.
local function balance_of(doc)
  local rows, counted = {}, {}
  for _, row in ipairs(doc.balance or {}) do
    rows[#rows + 1] = {year = row.year, dimension = row.dimension, value = tostring(row.value), count = row.count}
  end
  for _, member in ipairs(doc.members or {}) do
    for _, dimension in ipairs(DIMENSIONS) do
      local value = member[dimension]
      if value then
        local key = table.concat({member.year, dimension, value}, " ")
        if not counted[key] then
          counted[key] = {year = member.year, dimension = dimension, value = tostring(value), count = 0}
          rows[#rows + 1] = counted[key]
        end
        counted[key].count = counted[key].count + 1
      end
    end
  end
  return rows
end

function plugin.site(site)
  local sizes, listed, members, balance = {}, {}, {}, {}
  local latest = 0
  for _, doc in ipairs(of_type(site, "mag")) do
    for _, row in ipairs(doc.composition or {}) do
      if row.year then sizes[#sizes + 1] = {year = row.year, members = row.members, new = row.new or 0} end
    end
    for _, member in ipairs(doc.members or {}) do
      listed[member.year] = (listed[member.year] or 0) + 1
      latest = math.max(latest, member.year)
      members[#members + 1] = member
    end
    local rows = balance_of(doc)
    site:attach(doc, "balance", rows)
    table.move(rows, 1, #rows, #balance + 1, balance)
  end
  table.sort(sizes, function(a, b) return a.year < b.year end)
  local of = {}
  for _, row in ipairs(sizes) do of[row.year] = row.members end
  for year, count in pairs(listed) do of[year] = count end

  local dimensions = {}
  for i, dimension in ipairs(DIMENSIONS) do
    local rows = {}
    for _, row in ipairs(balance) do
      if row.dimension == dimension then
        rows[#rows + 1] = {year = row.year, value = row.value, count = row.count, of = of[row.year]}
      end
    end
    table.sort(rows, function(a, b) return a.year > b.year end)
    dimensions[i] = {dimension = dimension, rows = rows}
  end
  local due, known = {}, false
  for _, member in ipairs(members) do
    if member.year == latest and member.term then
      known = true
      if member.term >= TERMS then due[#due + 1] = {name = member.name, group = member.group, term = member.term} end
    end
  end
  local words = site.data.views and site.data.views.balance or {title = "Balance of the Advisory Group"}
  site:add_page{
    path = "mag/balance.html", layout = "balance.html", section = site:section("mag"),
    title = words.title, description = words.description,
    data = {sizes = sizes, dimensions = dimensions, latest = latest, terms_known = known, due = due, terms = TERMS},
  }
end

return plugin
