-- search.lua - one page a language, <lang>/search.html, with all titles, terms and acronyms in the
-- language's own order (layout search.html). What stands on it is read when it is rendered.

local plugin = {}

function plugin.site(site)
  local words = site.data.views and site.data.views.search
  site:add_page{
    path = "search.html",
    layout = "search.html",
    title = words and words.title or "Search",
    description = words and words.description,
  }
end

return plugin
