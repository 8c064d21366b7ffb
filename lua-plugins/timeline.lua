-- timeline.lua - the annual meetings in the order of time, with what came out of each.
--
--   meetings/timeline.html  drawn by year and regional group of the host, and as a table
--
-- The plugin chains has to run before: it knows messages and questions of a meeting.

local plugin = {}

local function of_type(site, id)
  for _, type in ipairs(site.types) do
    if type.id == id then return site:documents{type = id, sort = "date"} end
  end
  return {}
end

function plugin.site(site)
  local meetings, lanes, place = {}, {}, {}
  local regions = site:taxonomy("regions")
  -- Lanes in the order of the taxonomy; one more for meetings of no region, held online.
  for _, term in ipairs(regions and regions.terms or {}) do
    lanes[#lanes + 1] = {term = term, count = 0}
    place[term.id] = #lanes
  end
  lanes[#lanes + 1] = {count = 0}
  for i, doc in ipairs(of_type(site, "meeting")) do
    local region = regions and doc:terms("regions")[1]
    local lane = region and place[region.id] or #lanes
    lanes[lane].count = lanes[lane].count + 1
    local figures = doc.figures or {}
    meetings[i] = {
      document = doc, lane = lane, year = doc.year,
      messages = #doc:relation("message.meeting"), notes = #doc:relation("note.meeting"), questions = #doc:relation("question.meeting"),
      participants = figures.participants or figures.participants_onsite,
    }
  end
  local words = site.data.views and site.data.views.timeline or {title = "Meetings on a timeline"}
  site:add_page{
    path = "meetings/timeline.html", layout = "timeline.html", section = site:section("meetings"),
    title = words.title, description = words.description, data = {meetings = meetings, lanes = lanes},
  }
end

return plugin
