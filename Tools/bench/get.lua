-- The same GET again and again.
wrk.headers["Authorization"] = os.getenv("TOKEN") and "Bearer " .. os.getenv("TOKEN") or nil
