package weights

import "regexp"

// before are the names that parameters had before all were PATH.weight and PATH.bias,
// each with today's.
var before = []struct {
	name  *regexp.Regexp
	today string
}{
	{regexp.MustCompile(`^embed\.(W|table)$`), "embed.weight"},
	{regexp.MustCompile(`^unembed\.W$`), "unembed.weight"},
	{regexp.MustCompile(`^(embed|unembed)\.b$`), "$1.bias"},
	{regexp.MustCompile(`^(positions|embedding)$`), "$1.weight"},
	{regexp.MustCompile(`^(block[^.]+\.attn)\.W([qkv])$`), "$1.$2.weight"},
	{regexp.MustCompile(`^(block[^.]+\.attn)\.b([qkv])$`), "$1.$2.bias"},
	{regexp.MustCompile(`^(block[^.]+\.attn)\.Wo$`), "$1.out.weight"},
	{regexp.MustCompile(`^(block[^.]+\.attn)\.bo$`), "$1.out.bias"},
	{regexp.MustCompile(`^(block[^.]+\.mlp\.(?:up|down))$`), "$1.weight"},
	{regexp.MustCompile(`^(block[^.]+\.mlp\.(?:up|down))_bias$`), "$1.bias"},
}

// today is the name that a parameter has now.
func today(name string) string {
	for _, b := range before {
		if b.name.MatchString(name) {
			return b.name.ReplaceAllString(name, b.today)
		}
	}
	return name
}

// Today shows a file that an earlier version wrote, with the names of today. Tensors of
// other names keep theirs, so any file of one's own may be given; so does one whose name
// of today is taken, to be found left over.
func Today(file Source) Source {
	t := renamed{Source: file, from: map[string]string{}}
	names := file.Names()
	for _, name := range names {
		t.from[name] = name
	}
	for _, name := range names {
		now := today(name)
		if _, taken := t.from[now]; taken {
			now = name
		} else {
			t.from[now] = name
			delete(t.from, name)
		}
		t.names = append(t.names, now)
	}
	return t
}

// renamed is a file whose tensors have other names.
type renamed struct {
	Source
	names []string
	from  map[string]string // names in the file
}

// Names implements Source.
func (r renamed) Names() []string { return r.names }

// Shape implements Source.
func (r renamed) Shape(name string) ([]int, error) { return r.Source.Shape(r.in(name)) }

// Float64s implements Source.
func (r renamed) Float64s(name string) ([]float64, error) { return r.Source.Float64s(r.in(name)) }

func (r renamed) in(name string) string {
	if from, ok := r.from[name]; ok {
		return from
	}
	return name
}
