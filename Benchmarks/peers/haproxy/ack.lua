-- Answers every line `x` with `ack:x`, until the client ends its side.
core.register_service("ack", "tcp", function(applet)
  while true do
    local line = applet:getline()
    if line == nil or line:sub(-1) ~= "\n" then return end
    applet:send("ack:" .. line)
  end
end)
