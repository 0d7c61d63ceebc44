-- GET of one task after the other: paths come from a file, one a line.
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
if os.getenv("TOKEN") then wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN") end
request = function() return wrk.format("GET", paths[math.random(#paths)]) end
