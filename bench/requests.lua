-- What wrk sends, and what it tells when it is done.
-- Arguments: KIND URL-PATH TOKEN ROWS MARK; KIND is static, list, unchanged, get or create.
local kind, path, token, rows, mark, count

function init(arguments)
   kind, path, token, rows, mark = arguments[1], arguments[2], arguments[3], tonumber(arguments[4]), arguments[5]
   count = 0
   math.randomseed(os.time())
   wrk.headers["Accept-Encoding"] = "identity"
   if kind ~= "static" then wrk.headers["Authorization"] = "Bearer " .. token end
   if kind == "unchanged" then wrk.headers["If-None-Match"] = mark end
end

-- A body as the contract wants it; the three places take its key, and the key again as its two names.
NEW_BODY = '{"key":"%s","type":"working-group","level":2,"names":{"nb":"Utvalg %s","nn":"Utval %s"},' ..
   '"openness":"open","visibility":"public","decisionRule":"consensus"}'

local function create()
   count = count + 1
   local key = string.format("%s-%d", mark, count)
   wrk.headers["Content-Type"] = "application/json"
   wrk.headers["Idempotency-Key"] = key
   return wrk.format("POST", path, nil, string.format(NEW_BODY, key, key, key))
end

function request()
   if kind == "create" then return create() end
   if kind == "get" then return wrk.format("GET", path .. "/load-" .. math.random(1, rows)) end
   return wrk.format("GET", path)
end

function done(summary, latency)
   local faults = summary.errors
   io.write(string.format("result %.1f %d %d %d\n", summary.requests / summary.duration * 1e6,
      latency:percentile(50), latency:percentile(99),
      faults.connect + faults.read + faults.write + faults.status + faults.timeout))
end
