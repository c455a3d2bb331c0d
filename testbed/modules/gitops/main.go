// What GitOps tools think of objects, by their own code: kstatus (Flux, kpt, kubectl plugins) and the Lua scripts of Argo CD.
// Usage: gitops kstatus|health|discovery|action < {"script": "...", "objects": [...]}; the answers are a JSON array.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

type question struct {
	// Lua; not for kstatus.
	Script  string            `json:"script"`
	Objects []json.RawMessage `json:"objects"`
}

// judgement answers for one object.
type judgement func(script string, object *unstructured.Unstructured) (any, error)

var judgements = map[string]judgement{
	"kstatus": kstatus,
	// Of both, Argo CD takes what the script returns as it is.
	"health":    runLua,
	"discovery": runLua,
	"action":    runAction,
}

func main() {
	if err := answer(); err != nil {
		fmt.Fprintln(os.Stderr, "gitops:", err)
		os.Exit(1)
	}
}

func answer() error {
	if len(os.Args) != 2 || judgements[os.Args[1]] == nil {
		return fmt.Errorf("what is asked must be one of kstatus, health, discovery, action")
	}
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		return fmt.Errorf("reading the question: %w", err)
	}
	answers := make([]any, 0, len(asked.Objects))
	for index, raw := range asked.Objects {
		object := &unstructured.Unstructured{}
		// As from an API server: whole numbers are integers.
		if err := object.UnmarshalJSON(raw); err != nil {
			return fmt.Errorf("object %d: %w", index, err)
		}
		found, err := judgements[os.Args[1]](asked.Script, object)
		if err != nil {
			return fmt.Errorf("object %d (%s %s): %w", index, object.GetKind(), object.GetName(), err)
		}
		answers = append(answers, found)
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func kstatus(_ string, object *unstructured.Unstructured) (any, error) {
	result, err := status.Compute(object)
	if err != nil {
		return nil, err
	}
	return map[string]string{"status": result.Status.String(), "message": result.Message}, nil
}
