-- downloads.lua - one page a language, <lang>/data/index.html, that says what there is as data and where (layout
-- downloads.html). What the plugins exports, calendar and feeds make is found when the page is rendered.

local plugin = {}

function plugin.site(site)
  local words = site.data.views and site.data.views.data
  site:add_page{
    path = "data/index.html",
    layout = "downloads.html",
    title = words and words.title or "Data",
    description = words and words.description,
  }
end

return plugin
