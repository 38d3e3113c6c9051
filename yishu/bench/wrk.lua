-- The requests of a file, byte for byte, in turn: `wrk … URL -- FILE PORT …`. Each thread calls the next of the ports.
-- A thread begins while the next is still made ready, so that what is done here is little: requests are cut out one by one, when they are sent.
local SEPARATOR = "\0\0"
local all, from

local threads = 0
function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

function init(args)
   local file = assert(io.open(args[1], "rb"))
   all, from = file:read("*a"), 1
   file:close()
   local ports = #args - 1
   wrk.thread.addr = wrk.lookup("127.0.0.1", args[2 + number % ports])[1]
   if number > 0 then
      local _, last = all:find(SEPARATOR, math.floor(#all * number / ports), true)
      from = last and last + 1 or 1
   end
end

function request()
   local first, last = all:find(SEPARATOR, from, true)
   local one = all:sub(from, (first or #all + 1) - 1)
   from = last and last + 1 or 1
   return one
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
