-- citations.lua - how to cite a work, in the language that it was first written in:
--
--   data/works/<id>.bib        BibTeX
--   data/works/<id>.csl.json   CSL-JSON, which Zotero, pandoc and citeproc read
--
-- The author is the front matter's `author` (a text, or a list), else `publisher` of params (a label), else the site. The date is that of the
-- work, else its year, else the day on which its page was made. Types are web pages, unless site.yaml
-- says otherwise in the words of CSL:
--
--   params: {citations: {message: report}}

local plugin = {}

local function path_of(id, ending) return "data/works/" .. id:gsub("%.", "-") .. ending end

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

-- Who speaks on the site.
local function publisher(site)
  local named = (site.config.params or {}).publisher
  return named and site:label(named) or site.title
end

local function authors(site, doc)
  local author = doc.author
  if type(author) == "string" then return {author} end
  local list = {}
  for _, name in ipairs(type(author) == "userdata" and author or {}) do list[#list + 1] = tostring(name) end
  return #list > 0 and list or {publisher(site)}
end

-- {2024, 3, 1}, as much of it as is known.
local function issued(doc)
  local year, month, day = tostring(doc.date or doc.year or doc.created or ""):match("^(%d%d%d%d)%-?(%d?%d?)%-?(%d?%d?)")
  local parts = {}
  for _, part in ipairs{year or "", month or "", day or ""} do
    if part == "" then break end
    parts[#parts + 1] = tonumber(part)
  end
  return #parts > 0 and parts or nil
end

-- What a work is, for both formats.
local function citation(site, doc)
  local there = site:in_language(doc.lang)
  return {
    title = doc.title, authors = authors(there, doc), issued = issued(doc), site = publisher(there), summary = doc.summary,
    tag = doc.tag, url = site.base_url .. encode(doc.path), kind = ((site.config.params or {}).citations or {})[doc.type or ""],
  }
end

local function csl(doc, cited)
  local names = {}
  for i, name in ipairs(cited.authors) do names[i] = {literal = name} end
  -- A web page stands in a site, anything else is published by it: with both, styles would name it twice.
  return {{
    id = doc.id, type = cited.kind or "webpage", title = cited.title, author = names,
    issued = cited.issued and {["date-parts"] = {cited.issued}}, abstract = cited.summary,
    ["container-title"] = not cited.kind and cited.site or nil, publisher = cited.kind and cited.site,
    language = cited.tag, URL = cited.url,
  }}
end

local SPECIAL = {
  ["\\"] = "\\textbackslash{}", ["~"] = "\\textasciitilde{}", ["^"] = "\\textasciicircum{}",
  ["{"] = "\\{", ["}"] = "\\}", ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#", ["_"] = "\\_", ["%"] = "\\%",
}

local function tex(text) return (text:gsub("[\\~^{}$&#_%%]", SPECIAL):gsub("%s+", " ")) end

-- "messages/x" as "messages-x"; other bytes by their number, so that no two are one.
local function key(id)
  return (id:gsub("/", "-"):gsub("[^%w%-]", function(byte) return ("x%02x"):format(byte:byte()) end))
end

local function bibtex(doc, cited)
  local names = {}
  for i, name in ipairs(cited.authors) do names[i] = "{" .. tex(name) .. "}" end
  local lines = {"@misc{" .. key(doc.id)}
  -- Inner braces keep capitals, and the names of organisations whole.
  local function add(name, value) lines[#lines + 1] = "  " .. name .. " = {" .. value .. "}" end
  add("title", "{" .. tex(cited.title) .. "}")
  add("author", table.concat(names, " and "))
  if cited.issued then
    local year, month, day = table.unpack(cited.issued)
    add("year", ("%04d"):format(year))
    if month then add("month", ("%d"):format(month)) end
    if day then add("day", ("%d"):format(day)) end
  end
  add("howpublished", tex(cited.site))
  add("language", cited.tag)
  add("url", cited.url)
  return table.concat(lines, ",\n") .. "\n}\n"
end

function plugin.site(site)
  for _, doc in ipairs(site:documents{sort = "id"}) do
    site:add_file{path = path_of(doc.id, ".bib"), data = {doc = doc, bibtex = true}}
    site:add_file{path = path_of(doc.id, ".csl.json"), data = {doc = doc}}
  end
end

function plugin.file(site, file)
  local doc = file.data.doc.original
  local cited = citation(site, doc)
  return file.data.bibtex and bibtex(doc, cited) or json(csl(doc, cited)) .. "\n"
end

function plugin.page(page)
  if page.kind ~= "document" then return end
  local exports, base = page.extra.exports or {}, page.root
  local id = page.document.id
  exports[#exports + 1] = {format = "BibTeX", type = "application/x-bibtex", url = base .. encode(path_of(id, ".bib"))}
  exports[#exports + 1] = {format = "CSL-JSON", type = "application/vnd.citationstyles.csl+json",
    url = base .. encode(path_of(id, ".csl.json"))}
  page.extra.exports = exports
end

return plugin
