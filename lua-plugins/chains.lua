-- chains.lua - references, read from the other end.
--
-- Where a field of a document names another document (kind `reference`, also inside of maps), the
-- other has a relation `<type>.<field>` that leads back. When a message says `question: questions/x`,
-- the question's `doc:relation("message.question")` has the message; `partners: [{organisation:
-- organisations/y}]` of a practice is "best-practice.partners.organisation" of the organisation.
-- So what leads from a question over a message and its transmissions to the next question can be
-- followed from either end. Documents without a type are "document"; the order is that of ids.

local plugin = {}

-- Calls FOUND(text, name) on each text in a value; names of nested fields are joined by dots.
local function each_text(value, name, found)
  if type(value) == "string" then
    found(value, name)
  elseif type(value) == "table" or type(value) == "userdata" then
    for key, item in pairs(value) do
      each_text(item, type(key) == "string" and name .. "." .. key or name, found)
    end
  end
end

function plugin.site(site)
  -- ends[id of the document that is named][relation] = { documents that name it }
  local ends, names = {}, {}
  for _, doc in ipairs(site:documents{sort = "id"}) do
    each_text(doc.fields, doc.type or "document", function(text, name)
      if text == doc.id or not text:find("^[%w%-_]+/[^%s:]+$") or not site:document(text) then return end
      local relations = ends[text]
      if not relations then
        relations = {}
        ends[text] = relations
        names[#names + 1] = text
      end
      local list = relations[name] or {}
      if list[#list] ~= doc then list[#list + 1] = doc end
      relations[name] = list
    end)
  end
  for _, id in ipairs(names) do
    for name, documents in pairs(ends[id]) do
      site:relate(site:document(id), name, documents)
    end
  end
end

return plugin
