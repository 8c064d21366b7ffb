-- problems.lua - best practices, found by the problem that they answer.
--
--   best-practices/problems.html  problems by theme; each leads to the practice   (layout problems.html)
--
-- A practice stands once, at the theme above its first one.

local plugin = {}

local function practices(site)
  for _, type in ipairs(site.types) do
    if type.id == "best-practice" then return site:documents{type = type.id, sort = "title"} end
  end
  return {}
end

function plugin.site(site)
  local taxonomy = site:taxonomy("themes")
  local rows, by_theme, count = {}, {}, 0
  for _, root in ipairs(taxonomy and taxonomy.roots or {}) do
    by_theme[root.id] = {term = root, documents = {}}
    rows[#rows + 1] = by_theme[root.id]
  end
  for _, doc in ipairs(practices(site)) do
    local term = doc.problem and taxonomy and doc:terms("themes")[1]
    while term and term.parent do term = term.parent end
    if term then
      count = count + 1
      table.insert(by_theme[term.id].documents, doc)
    end
  end
  local words = site.data.views and site.data.views.problems or {title = "By problem"}
  site:add_page{
    path = "best-practices/problems.html", layout = "problems.html", section = site:section("best-practices"),
    title = words.title, description = words.description, data = {rows = rows, count = count},
  }
end

return plugin
