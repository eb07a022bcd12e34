package settings

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Kind is a setting whose word chooses which further settings there are: those of the struct that Of points to. The zero
// Kind has none yet.
type Kind[T any] struct {
	Name string
	Of   T
}

// String gives the word.
func (k Kind[T]) String() string { return k.Name }

// registry holds, for each T, the prototypes of its kinds by name.
var registry = map[reflect.Type]map[string]reflect.Value{}

// Register adds a kind of T, from an init function: prototype points to a struct, of which every use of the kind starts
// with a copy. It panics at a name that is there already, for that is a slip in the program.
func Register[T any](name string, prototype T) {
	t := reflect.TypeFor[T]()
	if registry[t] == nil {
		registry[t] = map[string]reflect.Value{}
	}
	if _, ok := registry[t][name]; ok {
		panic(fmt.Sprintf("settings: the kind %q of %v is registered twice", name, t))
	}
	registry[t][name] = reflect.ValueOf(prototype).Elem()
}

// Kinds lists the names of the kinds of T.
func Kinds[T any]() []string { return (&Kind[T]{}).names() }

// chooser is a Kind of any type.
type chooser interface {
	word() string
	names() []string
	prototype(name string) reflect.Value // a struct
	current() (s reflect.Value, ok bool) // the struct that is chosen
	choose(name string)                  // keeps the values of settings that both kinds have
	own()                                // stops sharing the struct with copies of the Kind
}

func (k *Kind[T]) word() string { return k.Name }

func (k *Kind[T]) names() []string {
	return slices.Sorted(maps.Keys(registry[reflect.TypeFor[T]()]))
}

func (k *Kind[T]) prototype(name string) reflect.Value {
	return registry[reflect.TypeFor[T]()][name]
}

func (k *Kind[T]) current() (reflect.Value, bool) {
	v := reflect.ValueOf(k.Of)
	if !v.IsValid() || v.IsNil() {
		return v, false
	}
	return v.Elem(), true
}

func (k *Kind[T]) choose(name string) {
	fresh := clone(k.prototype(name))
	if old, ok := k.current(); ok {
		for _, s := range slotsOf(old) {
			for _, f := range slotsOf(fresh.Elem()) {
				if s.Name == f.Name && s.field.Type() == f.field.Type() {
					f.field.Set(s.field)
				}
			}
		}
	}
	k.Name, k.Of = name, fresh.Interface().(T)
}

func (k *Kind[T]) own() {
	if old, ok := k.current(); ok {
		k.Of = clone(old).Interface().(T)
	}
}

// Clone is a Kind that shares no settings with k.
func (k Kind[T]) Clone() Kind[T] {
	k.own()
	return k
}

func clone(s reflect.Value) reflect.Value {
	p := reflect.New(s.Type())
	p.Elem().Set(s)
	return p
}
