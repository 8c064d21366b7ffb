-- redirects.lua - old addresses lead to the pages that say now what they said. content/data/redirects.yaml:
--
--   - {from: cms/about, to: about/index}
--   - {from: en/content/about-mag, to: mag/index}
--
-- `from` is a path below the site, `to` the id of a document. An address with a language in its first or second part
-- (en/…, multilingual/fr/…; the code or the tag, as zh-hans) leads to that language, and is made in the site's
-- other languages too, as sites that have such addresses have them in each. Any other leads to the site's first.
--
--   <from>/index.html       a page that leads on, for any server, and from a disk
--   redirects.nginx.map     for nginx's map
--   redirects.apache.txt    for Apache's RewriteMap
--
-- The maps answer at once, by 301, and can be used instead of the pages or beside them (docs/plugins/redirects.md).

local plugin = {}

local NGINX, APACHE = "redirects.nginx.map", "redirects.apache.txt"

local function encode(path)
  return (path:gsub("[^%w%-._~/]", function(byte) return ("%%%02X"):format(byte:byte()) end))
end

-- What stands before the language of an address, the language's code, and what follows; nil without one.
local function split(site, path)
  for _, language in ipairs(site.languages) do
    for _, name in ipairs{language.code, language.tag:lower()} do
      local pattern = name:gsub("%-", "%%-") .. "/(.+)$"
      local before, rest = "", path:match("^" .. pattern)
      if not rest then before, rest = path:match("^([^/]+/)" .. pattern) end
      if rest then return before, language.code, rest end
    end
  end
end

-- The path of an address: without the slash at its end. nil if no file can stand there.
local function path_of(from)
  local path = type(from) == "string" and from:gsub("/$", "") or ""
  if path == "" or path:find('[?#%%\\"$%c]') or path:find("^/") or path:find("//", 1, true) then return nil end
  return path
end

-- Calls each(path, document, language's code) for all addresses, in order, each once.
local function addresses(site, each)
  local list, seen = {}, {}
  local function add(path, doc, code)
    if not seen[path] then each(path, doc, code) end
    seen[path] = true
  end
  for _, entry in ipairs(site.data.redirects or {}) do
    local path, doc = path_of(entry.from), type(entry.to) == "string" and site:document(entry.to)
    if path and doc then list[#list + 1] = {path = path, doc = doc} end
  end
  -- First as they are written: what is made from another never takes the place of one.
  for _, entry in ipairs(list) do
    local _, code = split(site, entry.path)
    add(entry.path, entry.doc, code or site.languages[1].code)
  end
  for _, entry in ipairs(list) do
    local before, _, rest = split(site, entry.path)
    for _, language in ipairs(before and site.languages or {}) do
      add(before .. language.tag:lower() .. "/" .. rest, entry.doc, language.code)
    end
  end
end

local function check(site)
  for i, entry in ipairs(site.data.redirects or {}) do
    if not path_of(entry.from) then
      site:error(("redirects.yaml, entry %d: `from` is a path below the site, as cms/about"):format(i))
    elseif type(entry.to) ~= "string" or not site:document(entry.to) then
      site:error(("redirects.yaml, entry %d: there is no document %s"):format(i, tostring(entry.to)))
    end
  end
end

function plugin.site(site)
  if not site.data.redirects then return end
  check(site)
  addresses(site, function(path, doc, code)
    site:add_redirect{path = path:find("%.html?$") and path or path .. "/index.html", document = doc, lang = code}
  end)
  site:add_file{path = NGINX}
  site:add_file{path = APACHE}
end

function plugin.file(site, file)
  local root = site.base_url:match("^%a+://[^/]+(/.*)$") or "/"
  local lines = {"# Old addresses and where they lead. Made by ssg from content/data/redirects.yaml."}
  addresses(site, function(path, doc, code)
    local target = root .. encode(site:in_language(code):document(doc.id).path)
    -- Both compare with the address as a browser shows it: decoded.
    if file.path == NGINX then
      lines[#lines + 1] = ('"%s%s" "%s";'):format(root, path, target)
    elseif not path:find("%s") then
      lines[#lines + 1] = root .. path .. " " .. target
    end
  end)
  return table.concat(lines, "\n") .. "\n"
end

return plugin
