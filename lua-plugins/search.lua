-- search.lua - a language's index: all titles, terms and acronyms in its own order, in parts (<lang>/search/1.html …),
-- and a page that leads to them by letter or by what one types (<lang>/search.html). What stands on them is read when they are
-- rendered (layout search.html).

local plugin = {}

local ENTRIES_A_PART = 200 -- documents and terms; with acronyms about 280 entries, 12 KB compressed

function plugin.site(site)
  local words = site.data.views and site.data.views.search
  local entries = #site:documents{}
  for _, taxonomy in ipairs(site.taxonomies) do entries = entries + #taxonomy.terms end
  local parts = math.max(1, (entries + ENTRIES_A_PART - 1) // ENTRIES_A_PART)
  for part = 0, parts do
    site:add_page{
      path = part == 0 and "search.html" or "search/" .. part .. ".html",
      layout = "search.html",
      title = words and words.title or "Search",
      description = words and words.description,
      data = {part = part > 0 and part or nil, parts = parts},
    }
  end
end

return plugin
