-- regions.lua - initiatives and best practices by regional group of the United Nations and country.
--
--   initiatives/map.html  a map of tiles, how many there are of each group, and a table of countries
--
-- Which group a country belongs to is taken from initiatives and meetings, which name one of each.
-- The places of tiles are in content/data/tiles.yaml; a country without one stands in the table only.

local plugin = {}

local KINDS = {"national", "regional", "youth"}

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "id"} end
  end
  return {}
end

local function home_of_countries(site)
  local home = {}
  for _, type in ipairs{"initiative", "meeting", "best-practice"} do
    for _, doc in ipairs(of_type(site, type)) do
      local country, regions = doc.country, doc:terms("regions")
      local several = doc.countries
      if not country and several and #several == 1 then country = several[1] end
      if country and #regions == 1 and not home[country] then home[country] = regions[1].id end
    end
  end
  return home
end

function plugin.site(site)
  local taxonomy = site:taxonomy("regions")
  local home, groups, by_region = taxonomy and home_of_countries(site) or {}, {}, {}
  -- Region "" is none: what says neither region nor country.
  local function group(id)
    if not by_region[id] then
      by_region[id] = {term = id ~= "" and site:term("regions", id) or nil, kinds = {0, 0, 0}, practices = 0, rows = {}, by_country = {}}
      groups[#groups + 1] = by_region[id]
    end
    return by_region[id]
  end
  for _, term in ipairs(taxonomy and taxonomy.terms or {}) do group(term.id) end
  -- The row of a country, or of what concerns the whole region.
  local function row(of, country)
    local found = of.by_country[country or ""]
    if not found then
      found = {country = country, initiatives = {}, practices = {}}
      of.by_country[country or ""] = found
      of.rows[#of.rows + 1] = found
    end
    return found
  end

  local total = 0
  for _, doc in ipairs(of_type(site, "initiative")) do
    local term = taxonomy and doc:terms("regions")[1]
    local of = group(term and term.id or home[doc.country] or "")
    for i, kind in ipairs(KINDS) do
      if doc.kind == kind then of.kinds[i] = of.kinds[i] + 1 end
    end
    table.insert(row(of, doc.country).initiatives, doc)
    total = total + 1
  end
  for _, doc in ipairs(of_type(site, "best-practice")) do
    local counted = {}
    local function count(id, country)
      local of = group(id)
      if not counted[id] then of.practices = of.practices + 1 end
      counted[id] = true
      table.insert(row(of, country).practices, doc)
    end
    for _, country in ipairs(doc.countries or {}) do count(home[country] or "", country) end
    for _, term in ipairs(taxonomy and doc:terms("regions") or {}) do
      if not counted[term.id] then count(term.id, nil) end
    end
    if next(counted) then total = total + 1 end
  end

  -- 1: has an initiative; 2: a practice alone; 3: neither, but the site names it.
  local tiles, level = {}, {}
  for _, of in ipairs(groups) do
    of.by_country = nil
    for _, one in ipairs(of.rows) do
      if one.country then level[one.country] = #one.initiatives > 0 and 1 or math.min(level[one.country] or 2, 2) end
    end
  end
  for code, place in pairs(site.data.tiles or {}) do
    tiles[#tiles + 1] = {code = code, x = place[1], y = place[2], level = level[code] or 3}
  end
  local words = site.data.views and site.data.views.map or {title = "Initiatives and practices by region"}
  site:add_page{
    path = "initiatives/map.html", layout = "regions.html", section = site:section("initiatives"),
    title = words.title, description = words.description,
    data = {total = total, kinds = KINDS, groups = groups, tiles = tiles},
  }
end

return plugin
