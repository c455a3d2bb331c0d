-- The plan that status shows now; if it has changed meanwhile, the operator asks again.
obj.spec.approvedPlan = obj.status.plan.hash
return obj
