-- The status of a ClusterPivot follows kstatus: Ready, Reconciling, Stalled and observedGeneration mean what they mean there.
-- Beyond kstatus, what waits for a human who has nothing to mend is Suspended, as Argo CD's own checks have it.

local function condition(name)
  for _, candidate in ipairs(obj.status.conditions) do
    if candidate.type == name then return candidate end
  end
  return { status = "Unknown", reason = "", message = "" }
end

local function says(status, message)
  return { status = status, message = message }
end

if obj.status == nil or obj.status.conditions == nil then
  return says("Progressing", "Waiting for the ClusterPivot operator")
end
-- The schema's default, -1, is of an object that nobody has seen.
if obj.status.observedGeneration ~= obj.metadata.generation then
  return says("Progressing", "Waiting for the ClusterPivot operator to see generation " .. tostring(obj.metadata.generation))
end

local ready = condition("Ready")
local stalled = condition("Stalled")
if ready.status == "True" then return says("Healthy", ready.message) end
if stalled.status == "True" then return says("Degraded", stalled.message) end
if condition("RolledBack").status == "True" then
  if obj.spec.rollback then return says("Suspended", ready.message) end
  return says("Degraded", ready.message)
end
local waitsForHuman = { PlanNotApproved = true, PlanOnly = true, RollbackWanted = true, Suspended = true }
if waitsForHuman[ready.reason] then return says("Suspended", ready.message) end
return says("Progressing", ready.message)
