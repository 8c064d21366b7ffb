-- theme-index.lua - pages of taxonomies and their terms, in every language:
--
--   <taxonomy>/index.html   all terms, as a tree        (layout taxonomy.html)
--   <taxonomy>/<term>.html  place in the tree, documents, related terms  (layout term.html)
--   <taxonomy>/<term>.xml   feed of the term's documents
--
-- What is on a page is read when it is rendered: layouts group documents by type and year. A
-- taxonomy of the name of a section gets no pages: the section has the place.

local plugin = {}

-- { <language> = of(site in that language) }: a label.
local function label(site, of)
  local texts = {}
  for _, language in ipairs(site.languages) do
    texts[language.code] = of(site:in_language(language.code))
  end
  return next(texts) and texts or nil
end

local function add_taxonomy(site, taxonomy)
  site:add_page{
    path = taxonomy.id .. "/index.html",
    layout = "taxonomy.html",
    title = label(site, function(s) return s:taxonomy(taxonomy.id).label end),
    taxonomy = taxonomy,
  }
end

local function add_term(site, taxonomy, term)
  local base = taxonomy.id .. "/" .. term.id
  local title = label(site, function(s) return s:term(taxonomy.id, term.id).label end)
  site:add_feed{path = base .. ".xml", title = title, term = term}
  site:add_page{
    path = base .. ".html",
    layout = "term.html",
    kind = "term",
    title = title,
    description = label(site, function(s) return s:term(taxonomy.id, term.id).description end),
    taxonomy = taxonomy,
    term = term,
    feed = base .. ".xml",
  }
end

function plugin.site(site)
  for _, taxonomy in ipairs(site.taxonomies) do
    if not site:section(taxonomy.id) then
      add_taxonomy(site, taxonomy)
      for _, term in ipairs(taxonomy.terms) do
        add_term(site, taxonomy, term)
      end
    end
  end
end

return plugin
