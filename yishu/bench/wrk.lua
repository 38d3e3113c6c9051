-- The requests of a file, byte for byte, in turn: `wrk … URL -- FILE PORT …`. Each thread calls the next of the ports.
local requests, at = {}, 0

local threads = 0
function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(args)
   local file = assert(io.open(args[1], "rb"))
   local all, from = file:read("*a"), 1
   file:close()
   while true do
      local first, last = all:find("\0\0", from, true)
      requests[#requests + 1] = all:sub(from, (first or #all + 1) - 1)
      if not first then break end
      from = last + 1
   end
   local ports = #args - 1
   wrk.thread.addr = wrk.lookup("127.0.0.1", args[2 + number % ports])[1]
   at = math.floor(number * #requests / ports)
end

function request()
   at = at % #requests + 1
   return requests[at]
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '{"calls":%d,"microseconds":%d,"refused":%d,"broken":%d,"median":%d,"worst":%d}\n',
      summary.requests, summary.duration, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50), latency:percentile(99)
   ))
end
