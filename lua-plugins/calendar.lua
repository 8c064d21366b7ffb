-- calendar.lua - documents of a type as all-day events, one calendar a language (iCalendar, RFC 5545):
--
--   <lang>/meetings.ics      after the type's section; `date` is the first day, `end` the last
--
-- What it shows: title, summary, venue, city and country (by content/data/countries.yaml). site.yaml,
-- if it is not the type `meeting`:
--
--   params: {calendar: {type: event}}

local plugin = {}

local LINE_BYTES = 75 -- RFC 5545, 3.1: without the line's end

local function type_of(config) return ((config.params or {}).calendar or {}).type or "meeting" end

local function has_type(site, id)
  for _, each in ipairs(site.types) do
    if each.id == id and each.count > 0 then return true end
  end
  return false
end

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

local function escape(text)
  return (text:gsub("[\\;,]", "\\%0"):gsub("\r?\n", "\\n"))
end

-- Folds a line after at most 75 bytes, and never inside of a character.
local function fold(line)
  local parts, from, room = {}, 1, LINE_BYTES
  while #line - from + 1 > room do
    local to = from + room - 1
    while (line:byte(to + 1) or 0) & 0xC0 == 0x80 do to = to - 1 end
    parts[#parts + 1] = line:sub(from, to)
    from, room = to + 1, LINE_BYTES - 1
  end
  parts[#parts + 1] = line:sub(from)
  return table.concat(parts, "\r\n ")
end

-- "20240301" of "2024-03-01", or of the day after it; nil of anything but a day.
local function day(iso, after)
  local year, month, date = tostring(iso or ""):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
  if not year then return nil end
  year, month, date = tonumber(year), tonumber(month), tonumber(date)
  if after then
    local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
    local days = {31, leap and 29 or 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
    date = date + 1
    if date > days[month] then date, month = 1, month + 1 end
    if month > 12 then month, year = 1, year + 1 end
  end
  return ("%04d%02d%02d"):format(year, month, date)
end

local function place_of(site, doc)
  local names = {}
  local country = doc.country and (site.data.countries or {})[doc.country] or doc.country
  for _, value in ipairs{doc.venue or false, doc.city or false, country or false} do
    local text = value and site:label(value)
    if text then names[#names + 1] = text end
  end
  return #names > 0 and table.concat(names, ", ") or nil
end

local function calendar(site, id)
  local host = site.base_url:match("^%a+://([^/:]+)") or "localhost"
  local lines = {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//" .. host .. "//ssg//EN", "CALSCALE:GREGORIAN"}
  local function add(name, value)
    if value then lines[#lines + 1] = fold(name .. ":" .. value) end
  end
  add("X-WR-CALNAME", escape(site.title))
  for _, doc in ipairs(site:documents{type = id, sort = "date", reverse = true}) do
    local first = day(doc.date)
    if first then
      add("BEGIN", "VEVENT")
      add("UID", doc.id .. "@" .. host)
      -- When this was written: of the document, as the calendar of others has not changed.
      add("DTSTAMP", ((doc.updated or site.date):gsub("[-:]", "")))
      add("DTSTART;VALUE=DATE", first)
      add("DTEND;VALUE=DATE", day(doc["end"] or doc.date, true))
      add("SUMMARY;LANGUAGE=" .. doc.tag, escape(doc.title))
      add("DESCRIPTION;LANGUAGE=" .. doc.tag, doc.summary and escape(doc.summary))
      local place = place_of(site, doc)
      add("LOCATION", place and escape(place))
      add("URL", site.base_url .. encode(doc.path))
      add("TRANSP", "TRANSPARENT")
      add("END", "VEVENT")
    end
  end
  add("END", "VCALENDAR")
  return table.concat(lines, "\r\n") .. "\r\n"
end

function plugin.site(site)
  local id = type_of(site.config)
  if not has_type(site, id) then return end
  local section = site:documents{type = id, sort = "id", limit = 1}[1].section
  local name = (section == "" and id or section) .. ".ics"
  for _, language in ipairs(site.languages) do
    site:add_file{path = language.code .. "/" .. name, lang = language.code, data = id}
  end
  -- For the pages that lead there: those of the documents, and of their section.
  for _, doc in ipairs(site:documents{type = id}) do site:attach(doc, "calendar", name) end
  local index = site:section(section).document
  if index then site:attach(index, "calendar", name) end
end

function plugin.file(site, file) return calendar(site, file.data) end

function plugin.page(page)
  local doc = page.document
  local name = doc and doc:attached("calendar")
  if not name then return end
  local exports = page.extra.exports or {}
  exports[#exports + 1] = {format = "iCalendar", type = "text/calendar", url = page.root .. page.lang .. "/" .. encode(name), head = true}
  page.extra.exports = exports
end

return plugin
