-- chains.lua - references, read from the other end.
--
-- Where a field of a document names another document (kind `reference`, also inside of maps), the
-- other has a relation `<type>.<field>` that leads back. When a message says `question: questions/x`,
-- the question's `doc:relation("message.question")` has the message; `partners: [{organisation:
-- organisations/y}]` of a practice is "best-practice.partners.organisation" of the organisation.
-- Documents without a type are "document"; the order is that of ids.
--
-- Each document of the types question, message, note and transmission has the steps of its chain as relations:
-- trail_before, trail_question, trail_messages, trail_transmissions, trail_after, from what led to the
-- question, over messages and transmissions, to the next question. So it can be read from either end.

local plugin = {}

local TRAILED = {question = true, message = true, note = true, transmission = true}
-- What answers a question.
local ANSWERS = {message = true, note = true}

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

-- The documents of several lists, each once.
local function unique(lists)
  local seen, all = {}, {}
  for _, list in ipairs(lists) do
    for _, doc in ipairs(list) do
      if not seen[doc.id] then
        seen[doc.id] = true
        all[#all + 1] = doc
      end
    end
  end
  return all
end

-- What the documents name in a field, or who names them by a relation.
local function follow(documents, field, relation)
  local lists = {}
  for i, doc in ipairs(documents) do
    local value = relation and doc:relation(relation) or field and doc[field]
    lists[i] = type(value) == "table" and value or {value}
  end
  return unique(lists)
end

local function trail(doc)
  local questions, messages, sent
  if doc.type == "question" then
    questions = {doc}
    messages = unique{follow(questions, nil, "message.question"), follow(questions, nil, "note.question")}
    sent = follow(messages, nil, "transmission.message")
  else
    sent = ANSWERS[doc.type] and follow({doc}, nil, "transmission.message") or {doc}
    messages = ANSWERS[doc.type] and {doc} or follow(sent, "message")
    questions = follow(messages, "question")
  end
  local led = follow(questions, nil, "transmission.led_to")
  return {
    trail_before = unique{follow(questions, nil, "question.carried_to"), follow(led, "message")},
    trail_question = questions,
    trail_messages = messages,
    trail_transmissions = sent,
    trail_after = unique{follow(questions, "carried_to"), follow(sent, "led_to")},
  }
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
  for _, doc in ipairs(site:documents{sort = "id"}) do
    for step, documents in pairs(TRAILED[doc.type] and trail(doc) or {}) do site:relate(doc, step, documents) end
  end
end

return plugin
