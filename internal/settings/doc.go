// Package settings makes settings of any struct: they are read from YAML and written to it, changed by key=value, checked,
// and listed with what they mean. It knows nothing of what they are for.
//
//	type Config struct {
//		Steps  int                  `yaml:"steps" about:"length of the run" min:"1"`
//		Shape  string               `yaml:"shape" about:"of the layers" oneof:"line grid"`
//		Ring   bool                 `yaml:"ring,omitempty" about:"outputs on a ring" when:"shape=grid"`
//		Source settings.Kind[Maker] `yaml:"source" about:"where rows come from"`
//	}
//
//	err := settings.Decode(text, "mine.yaml", &c)    // mine.yaml:3:8: steps: want a whole number, have 1.5
//	err = settings.Set(&c, "steps=2e4", "shape=grid")
//	err = settings.Check(&c)
//	text, err := settings.Encode(&c)                 // each with its comment
//
// One language of tags:
//
//	yaml   the key; omitempty: it may be left out, and is not written when zero; inline: the struct's keys stand here
//	about  the comment
//	min max  limits of a number    oneof  the words a text can be; a lone "-" stands for the empty text
//	when   key=value: the setting, or a whole inline struct, is refused under any other value
//
// A Kind is a setting whose word chooses a struct, whose keys stand beside it. Kinds are registered, so that a new one is
// a file of its own. A type that holds settings may have
//
//	Choices(key string) []string // words of a key that no tag can list, such as the names in a table
//
// Fields are texts, truth values, int, uint64, float64, lists of these and of structs, and maps of texts.
//
// Guarantees: a text is taken at its word (no 1.5 for a whole number, no "3" for 3, nothing for 0); every error has one
// line, and of a file it names line and column; nothing a text can hold makes a reader panic, and hostile ones (deep,
// long, of many keys or aliases) are refused in well under a second; a value that could not be read changes nothing.
package settings
