-- translations.lua - what a translator can do next.
--
--   translations.html  how much there is in each language; in the language of the page, texts older than
--                      their original, with the command that shows the difference, and texts that are
--                      missing, by section   (layout translations.html)

local plugin = {}

-- Documents of a language: how many are translated, which are stale, which are missing, by section.
local function state(site, language, documents)
  local there = site:in_language(language.code)
  local it = {language = language.code, translated = 0, stale = {}, sections = {}, missing = 0}
  local by_section = {}
  for _, doc in ipairs(documents) do
    local other = there:document(doc.id)
    if not other.translated then
      local row = by_section[doc.section]
      if not row then
        local section = there:section(doc.section)
        row = {title = section and section.title or doc.section, documents = {}}
        by_section[doc.section] = row
        it.sections[#it.sections + 1] = row
      end
      table.insert(row.documents, doc)
      it.missing = it.missing + 1
    else
      it.translated = it.translated + 1
      if other.stale then
        local original = doc.original
        table.insert(it.stale, {document = doc, from = other.source, now = "content/" .. original.lang .. "/" .. doc.id .. ".md"})
      end
    end
  end
  return it
end

function plugin.site(site)
  local words = site.data.views and site.data.views.translations or {title = "Translations"}
  local documents, states, rows = site:documents{sort = "id"}, {}, {}
  for i, language in ipairs(site.languages) do
    local it = state(site, language, documents)
    states[i] = it
    rows[i] = {name = language.name, tag = language.tag, dir = language.dir, translated = it.translated, stale = #it.stale, missing = it.missing}
  end
  for i, language in ipairs(site.languages) do
    site:add_page{
      path = "translations.html", lang = language.code, layout = "translations.html",
      title = words.title, description = words.description, data = {rows = rows, own = states[i]},
    }
  end
end

return plugin
