module testbed/gitops

go 1.26.0

// For their CustomResourceDefinitions alone: nothing of them is built.
require (
	github.com/argoproj/argo-cd/v3 v3.5.0
	github.com/fluxcd/helm-controller v1.4.0
	github.com/fluxcd/kustomize-controller v1.7.3
)
