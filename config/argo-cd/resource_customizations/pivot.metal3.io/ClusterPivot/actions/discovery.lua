-- What a human may do with a ClusterPivot now. What the operator would not heed is disabled.

local status = obj.status or {}
local journal = status.journal or {}

local function isTrue(name)
  for _, condition in ipairs(status.conditions or {}) do
    if condition.type == name then return condition.status == "True" end
  end
  return false
end

local function isWaitingFor(reason)
  for _, condition in ipairs(status.conditions or {}) do
    if condition.type == "Ready" then return condition.reason == reason end
  end
  return false
end

-- spec.suspend is looked at before anything is written, and until the source is fenced.
local canHold = not isTrue("HostsSteady") and journal.rollback == nil and not obj.spec.suspend
local canRollBack = journal.committedTime == nil and journal.rollback == nil and not obj.spec.rollback

local actions = {}
actions["approve"] = { ["disabled"] = not isWaitingFor("PlanNotApproved"), ["displayName"] = "Approve the plan" }
actions["hold"] = { ["disabled"] = not canHold, ["displayName"] = "Hold at the next safe point" }
actions["resume"] = { ["disabled"] = not obj.spec.suspend, ["displayName"] = "Go on" }
actions["rollback"] = { ["disabled"] = not canRollBack, ["displayName"] = "Roll back" }
return actions
