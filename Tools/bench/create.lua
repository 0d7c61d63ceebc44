-- POST of a task; DELAY in milliseconds makes it a steady rate instead of as fast as it goes.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
if os.getenv("TOKEN") then wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN") end
wrk.body = '{"title":"Buy groceries and some more things","description":"Milk, eggs, bread and a longer text","priority":2}'
local pause = tonumber(os.getenv("DELAY") or "0")
if pause > 0 then delay = function() return math.random(pause - 10, pause + 10) end end
