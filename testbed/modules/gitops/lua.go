// Runs Lua as Argo CD runs the scripts of argocd-cm (util/lua): the same interpreter, the same few libraries, one second.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	luajson "layeh.com/gopher-json"
)

const longest = time.Second

// The libraries of a script whose resource.customizations.useOpenLibs is not set. Argo CD also has an os of its own with
// time and date; a script that needs neither is not given them.
var libraries = []struct {
	name string
	open lua.LGFunction
}{
	{lua.LoadLibName, lua.OpenPackage},
	{lua.BaseLibName, lua.OpenBase},
	{lua.TabLibName, lua.OpenTable},
}

func runLua(script string, object *unstructured.Unstructured) (any, error) {
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for _, library := range libraries {
		open := lua.P{Fn: state.NewFunction(library.open), Protect: true}
		if err := state.CallByParam(open, lua.LString(library.name)); err != nil {
			return nil, fmt.Errorf("opening Lua's library %q: %w", library.name, err)
		}
	}
	timeout, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	state.SetContext(timeout)
	state.SetGlobal("obj", luaValue(state, object.Object))
	if err := state.DoString(script); err != nil {
		return nil, err
	}
	returned := state.Get(-1)
	if returned.Type() != lua.LTTable {
		return nil, fmt.Errorf("the script must return a table, and returned %s", returned.Type())
	}
	text, err := luajson.Encode(returned)
	if err != nil {
		return nil, err
	}
	var value any
	return value, json.Unmarshal(text, &value)
}

// runAction gives back the object as the action wants it to be.
func runAction(script string, object *unstructured.Unstructured) (any, error) {
	returned, err := runLua(script, object)
	if err != nil {
		return nil, err
	}
	return withMaps(returned, object.Object), nil
}

// withMaps makes empty lists maps again where they were: Lua has one table for both, and Argo CD goes by the original.
func withMaps(returned, original any) any {
	switch before := original.(type) {
	case map[string]any:
		after, isMap := returned.(map[string]any)
		if list, isList := returned.([]any); isList && len(list) == 0 {
			return map[string]any{}
		}
		if !isMap {
			return returned
		}
		for key, value := range after {
			if old, known := before[key]; known {
				after[key] = withMaps(value, old)
			}
		}
	case []any:
		after, isList := returned.([]any)
		for index := 0; isList && index < len(after) && index < len(before); index++ {
			after[index] = withMaps(after[index], before[index])
		}
	}
	return returned
}

func luaValue(state *lua.LState, value any) lua.LValue {
	switch known := value.(type) {
	case bool:
		return lua.LBool(known)
	case string:
		return lua.LString(known)
	case int64:
		return lua.LNumber(known)
	case float64:
		return lua.LNumber(known)
	case []any:
		table := state.CreateTable(len(known), 0)
		for _, item := range known {
			table.Append(luaValue(state, item))
		}
		return table
	case map[string]any:
		table := state.CreateTable(0, len(known))
		for key, item := range known {
			table.RawSetString(key, luaValue(state, item))
		}
		return table
	}
	return lua.LNil
}
