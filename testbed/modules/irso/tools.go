//go:build tools
package tools
import (
	_ "github.com/metal3-io/ironic-standalone-operator/api/v1alpha1"
	_ "sigs.k8s.io/controller-tools/cmd/controller-gen"
)
