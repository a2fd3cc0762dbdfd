-- GET as the command line says; or, with a file of "TOKEN<tab>BODY" lines, filings with fresh keys and words.
local filers, prefix, mark, sent = {}, "", "", 0

function init(args)
  if not args[1] then return end
  prefix, mark = args[2], args[3]
  for line in io.lines(args[1]) do
    local token, body = line:match("^(.-)\t(.*)$")
    filers[#filers + 1] = { token = token, body = body }
  end
  request = function()
    sent = sent + 1
    local one = filers[sent % #filers + 1]
    local headers = {
      ["Authorization"] = "Bearer " .. one.token,
      ["Content-Type"] = "application/json",
      ["Idempotency-Key"] = prefix .. sent,
      ["Accept-Encoding"] = "gzip",
    }
    local body = one.body:gsub(mark, "Works " .. prefix .. sent)
    return wrk.format("POST", nil, headers, body)
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
