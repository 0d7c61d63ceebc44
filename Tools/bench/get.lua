-- The same GET again and again; DELAY in milliseconds makes it a steady rate instead of as fast as it goes.
wrk.headers["Authorization"] = os.getenv("TOKEN") and "Bearer " .. os.getenv("TOKEN") or nil
local pause = tonumber(os.getenv("DELAY") or "0")
if pause > 0 then delay = function() return math.random(pause - 10, pause + 10) end end
