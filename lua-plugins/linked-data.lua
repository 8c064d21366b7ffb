-- linked-data.lua - each work in the words of schema.org, as JSON-LD: data/works/<id>.jsonld.
--
-- What a type is called there stands in site.yaml; a type that is not named is an Article:
--
--   params:
--     schema: {meeting: Event, organisation: Organization, glossary-term: DefinedTerm}
--     licence: https://creativecommons.org/licenses/by/4.0/
--
-- The fields that it knows: date, end, format, city, country, venue, meeting (of an Event); website,
-- acronym, names (of an Organization); text (of a Question); sources; licence.

local plugin = {}

local CREATIVE = {Article = true, CreativeWork = true, Report = true, Question = true}
local ATTENDANCE = {["in-person"] = "Offline", online = "Online", hybrid = "Mixed"}

local function path_of(id) return "data/works/" .. id:gsub("%.", "-") .. ".jsonld" end

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

-- Texts with their languages: of(code) for each of the site's.
local function texts(site, of)
  local list = {}
  for _, language in ipairs(site.languages) do
    local text = of(language.code)
    if text then list[#list + 1] = {["@language"] = language.tag, ["@value"] = text} end
  end
  return #list > 0 and list or nil
end

-- A field in the languages that the work is written in.
local function written(site, doc, field)
  return texts(site, function(code)
    local other = site:in_language(code):document(doc.id)
    return other.translated and other[field] or nil
  end)
end

-- A label in the languages that it has.
local function label(site, doc, field)
  local value = doc[field]
  if type(value) == "string" then return value end
  return value and texts(site, function(code) return value[code] end)
end

local function organisation(site)
  return {["@type"] = "Organization", name = site.title, url = site.base_url}
end

-- Who writes the texts of the site: `publisher` of params (a label), else the site.
local function publisher(site)
  local named = (site.config.params or {}).publisher
  return {["@type"] = "Organization", name = named and site:label(named) or site.title, url = site.base_url}
end

local function page_address(site, doc) return site.base_url .. encode(doc.path) end

local function list_of(values, each)
  local list = {}
  for _, value in ipairs(type(values) == "userdata" and values or {}) do list[#list + 1] = each(value) end
  return #list > 0 and list or nil
end

local function event(site, doc, thing)
  local meeting = doc.meeting
  thing.startDate = doc.date or type(meeting) == "userdata" and meeting.date or nil
  thing.endDate = doc["end"]
  thing.organizer = organisation(site)
  if ATTENDANCE[doc.format] then
    thing.eventAttendanceMode = "https://schema.org/" .. ATTENDANCE[doc.format] .. "EventAttendanceMode"
  end
  if type(meeting) == "userdata" then
    thing.superEvent = {["@type"] = "Event", ["@id"] = page_address(site, meeting) .. "#it", name = meeting.title}
  end
  local place = doc.city and doc or type(meeting) == "userdata" and meeting.city and meeting or nil
  if place then
    thing.location = {["@type"] = "Place", name = label(site, place, "venue") or label(site, place, "city"),
      address = {["@type"] = "PostalAddress", addressLocality = label(site, place, "city"), addressCountry = place.country}}
  else
    thing.location = {["@type"] = "VirtualLocation", url = doc.official_site or page_address(site, doc)}
  end
end

local function creative(site, doc, thing)
  thing.headline = thing.name
  thing.inLanguage = {}
  for i, text in ipairs(thing.name) do thing.inLanguage[i] = text["@language"] end
  thing.author, thing.publisher = publisher(site), publisher(site)
  thing.isBasedOn = doc.type == "message" and doc.document or nil
  thing.datePublished = doc.date or doc.created
  thing.dateModified = doc.updated
  thing.license = (site.config.params or {}).licence
  thing.citation = list_of(doc.sources, function(source) return site:label(source) end)
  thing.isPartOf = {["@type"] = "WebSite", ["@id"] = site.base_url, name = site.title}
  thing.about = {}
  for _, taxonomy in ipairs(site.taxonomies) do
    for _, term in ipairs(doc:terms(taxonomy.id)) do
      table.insert(thing.about, {["@type"] = "DefinedTerm", termCode = term.id, name = term.label,
        url = term.path and site.base_url .. encode(term.path)})
    end
  end
  if #thing.about == 0 then thing.about = nil end
end

local function linked(site, work)
  local doc = work.original
  local class = (site.config.params or {}).schema
  class = class and doc.type and class[doc.type] or "Article"
  local address = page_address(site, doc)
  local thing = {
    ["@context"] = "https://schema.org",
    ["@type"] = class,
    ["@id"] = address .. "#it",
    mainEntityOfPage = address,
    name = written(site, doc, "title"),
    description = written(site, doc, "summary"),
  }
  if CREATIVE[class] then creative(site, doc, thing) end
  if class == "Event" then
    event(site, doc, thing)
  elseif class == "Organization" then
    thing.name = label(site, doc, "names") or thing.name
    thing.alternateName = doc.acronym
    thing.url = doc.website or address
  elseif class == "DefinedTerm" then
    thing.termCode = doc.term
    thing.url = address
    local section = site:section(doc.section)
    thing.inDefinedTermSet = {["@type"] = "DefinedTermSet", name = section.title, url = site.base_url .. encode(section.path)}
  elseif class == "Question" then
    thing.text = written(site, doc, "text")
  end
  return thing
end

function plugin.site(site)
  for _, doc in ipairs(site:documents{sort = "id"}) do
    site:add_file{path = path_of(doc.id), data = doc}
  end
end

function plugin.file(site, file) return json(linked(site, file.data)) .. "\n" end

function plugin.page(page)
  if page.kind ~= "document" then return end
  local exports = page.extra.exports or {}
  exports[#exports + 1] = {format = "JSON-LD", type = "application/ld+json", head = true,
    url = page.root .. encode(path_of(page.document.id))}
  page.extra.exports = exports
end

return plugin
