package settings

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/gobimt/bimt/internal/nearest"
)

// Key is one setting, as its tags describe it.
type Key struct {
	Name, About string
	Needed      bool     // in every file in which it has an effect
	When        string   // key=value under which it has an effect; empty: always
	Choices     []string // words it can be; empty: any
	Min, Max    string   // limits of a number; empty: none
}

// slot is a setting of one struct.
type slot struct {
	Key
	field reflect.Value
}

// Keys lists the settings of the struct that v points to, in its order, those of chosen kinds among them.
func Keys(v any) []Key {
	var keys []Key
	for _, s := range slotsOf(reflect.ValueOf(v).Elem()) {
		keys = append(keys, s.Key)
	}
	return keys
}

// slotsOf lists the settings of an addressable struct.
func slotsOf(v reflect.Value) []slot {
	all := collect(v, "", nil)
	if c, ok := v.Addr().Interface().(interface{ Choices(key string) []string }); ok {
		for i, s := range all {
			if len(s.Choices) == 0 {
				all[i].Choices = c.Choices(s.Name)
			}
		}
	}
	return all
}

func collect(v reflect.Value, when string, all []slot) []slot {
	for _, f := range tagged(v.Type()) {
		field := v.Field(f.index)
		under := f.When
		if under == "" {
			under = when
		}
		if f.inline {
			all = collect(field, under, all)
			continue
		}
		s := slot{field: field, Key: f.Key}
		s.When = under
		k, chooses := field.Addr().Interface().(chooser)
		if !chooses {
			all = append(all, s)
			continue
		}
		s.Choices = k.names()
		all = append(all, s)
		if chosen, ok := k.current(); ok {
			all = append(all, slotsOf(chosen)...)
		}
	}
	return all
}

// tag is what the tags of a field say.
type tag struct {
	Key
	index  int
	inline bool
}

// tags of types, once read.
var tags sync.Map

// tagged reads the tags of a struct.
func tagged(t reflect.Type) []tag {
	if known, ok := tags.Load(t); ok {
		return known.([]tag)
	}
	var all []tag
	for i := range t.NumField() {
		f := t.Field(i)
		text, is := f.Tag.Lookup("yaml")
		if !is {
			continue
		}
		name, option, _ := strings.Cut(text, ",")
		all = append(all, tag{index: i, inline: option == "inline", Key: Key{
			Name: name, About: f.Tag.Get("about"), Needed: option != "omitempty", When: f.Tag.Get("when"),
			Choices: words(f.Tag.Get("oneof")), Min: f.Tag.Get("min"), Max: f.Tag.Get("max"),
		}})
	}
	tags.Store(t, all)
	return all
}

// words are those of a oneof tag.
func words(tag string) []string {
	list := strings.Fields(tag)
	for i, w := range list {
		if w == "-" {
			list[i] = ""
		}
	}
	return list
}

// text is the value of a word, of a kind too.
func (s slot) text() string { return fmt.Sprint(s.field.Interface()) }

// empty says whether a setting is as good as not there.
func (s slot) empty() bool {
	if k, ok := s.kind(); ok {
		return k.word() == ""
	}
	return s.field.IsZero() || s.field.Kind() == reflect.Slice && s.field.Len() == 0
}

func (s slot) kind() (chooser, bool) {
	k, ok := s.field.Addr().Interface().(chooser)
	return k, ok
}

// applies says whether a setting has an effect beside the others; if not, by which of them, and what that must be.
func (s slot) applies(all []slot) (by slot, want string, ok bool) {
	key, want, conditional := strings.Cut(s.When, "=")
	by, found := find(all, key)
	return by, want, !conditional || found && by.text() == want
}

func find(all []slot, name string) (slot, bool) {
	i := slices.IndexFunc(all, func(s slot) bool { return s.Name == name })
	if i < 0 {
		return slot{}, false
	}
	return all[i], true
}

// foreign says why a key is none of these settings: it is another kind's, or nobody's.
func foreign(all []slot, name string) (err error, others bool) {
	var names []string
	for _, s := range all {
		names = append(names, s.Name)
		k, ok := s.kind()
		if !ok {
			continue
		}
		var owners []string
		for _, kind := range k.names() {
			if _, has := find(slotsOf(clone(k.prototype(kind)).Elem()), name); has {
				owners = append(owners, kind)
			}
		}
		if len(owners) > 0 {
			return noEffect(name, s, strings.Join(owners, ", ")), true
		}
	}
	return nearest.Unknown("key", short(name), names), false
}

// short is the start of a text that is too long for a message.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func noEffect(name string, by slot, owners string) error {
	return fmt.Errorf("%s: without effect on %s %s: leave it out (it is for %s)", name, by.Name, by.text(), owners)
}
