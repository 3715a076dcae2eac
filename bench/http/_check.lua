-- SPDX-License-Identifier: MIT
-- For wrk: looks at every answer, and prints what was measured as one line of JSON. EXPECTED holds the body.
local expected = os.getenv("EXPECTED")
local threads = {}
good, bad = 0, 0

function setup(thread)
  threads[#threads + 1] = thread
end

function response(status, headers, body)
  if status == 200 and body == expected then good = good + 1 else bad = bad + 1 end
end

function done(summary, latency, requests)
  local all, wrong = 0, 0
  for _, thread in ipairs(threads) do
    all, wrong = all + thread:get("good"), wrong + thread:get("bad")
  end
  local e = summary.errors
  io.write(string.format('{"good":%d,"bad":%d,"errors":%d,"seconds":%f,"p50":%f,"p99":%f,"max":%f}\n', all, wrong,
    e.connect + e.read + e.write + e.status + e.timeout, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3))
end
