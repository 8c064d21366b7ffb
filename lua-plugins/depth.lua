-- depth.lua - "full" has to mean something: a best practice at full depth has every field that a reader
-- needs to repeat it. What its sources do not say may be named in `not_found` instead, up to a point.

local plugin = {}

local NEEDED = {"problem", "context", "beneficiaries", "steps", "results", "not_worked", "origin", "themes", "mandate", "groups", "sdgs",
  "wsis_action_lines", "sources"}
local LOOKED_FOR = {"started", "partners", "cost", "funding", "enabling_factors", "constraints", "gender_inclusion", "sustainability",
  "transferability"}
-- With more unknown than half, it is a snapshot.
local UNKNOWN_MAX = 5
local STEPS_MIN = 3

function plugin.document(doc)
  local fields = doc.fields
  local unknown, unknowns = {}, 0
  for _, name in ipairs(fields.not_found or {}) do
    unknown[name] = true
    unknowns = unknowns + 1
    if fields[name] ~= nil then doc:error("not_found: " .. name .. " is there") end
  end
  if fields.depth ~= "full" then return end
  local missing = {}
  for _, name in ipairs(NEEDED) do
    if fields[name] == nil then missing[#missing + 1] = name end
  end
  for _, name in ipairs(LOOKED_FOR) do
    if fields[name] == nil and not unknown[name] then missing[#missing + 1] = name end
  end
  if #missing > 0 then
    doc:error("depth: full, but without " .. table.concat(missing, ", ") .. "; what sources do not say is named in not_found")
  elseif unknowns > UNKNOWN_MAX then
    doc:error("depth: full, but " .. unknowns .. " fields were not found; a record with more than " .. UNKNOWN_MAX .. " is a snapshot")
  elseif #fields.steps < STEPS_MIN then
    doc:error("depth: full, but with fewer than " .. STEPS_MIN .. " steps")
  end
end

return plugin
