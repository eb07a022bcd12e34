package bytepair

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// usual are the names of tokens that end a text, where nothing says which does.
var usual = []string{"</s>", "<|endoftext|>", "<|end_of_text|>", "<|im_end|>"}

// configs is what is read of the files beside a tokenizer.
type configs struct {
	// Of tokenizer_config.json.
	Class    string                `json:"tokenizer_class"`
	Begin    named                 `json:"bos_token"`
	End      named                 `json:"eos_token"`
	Unknown  named                 `json:"unk_token"`
	Pad      named                 `json:"pad_token"`
	AddBegin *bool                 `json:"add_bos_token"`
	Added    map[string]addedToken `json:"added_tokens_decoder"`

	// Of generation_config.json and config.json.
	BeginID numbers `json:"bos_token_id"`
	EndID   numbers `json:"eos_token_id"`
}

// named is a token by its name: a string, or an object that has it as content.
type named string

// UnmarshalJSON implements json.Unmarshaler.
func (n *named) UnmarshalJSON(b []byte) error {
	var of struct {
		Content string `json:"content"`
	}
	if err := json.Unmarshal(b, (*string)(n)); err == nil {
		return nil
	}
	err := json.Unmarshal(b, &of)
	*n = named(of.Content)
	return err
}

// numbers is a number, several, or none.
type numbers []int

// UnmarshalJSON implements json.Unmarshaler.
func (n *numbers) UnmarshalJSON(b []byte) error {
	var one int
	if err := json.Unmarshal(b, (*[]int)(n)); err == nil {
		return nil
	}
	err := json.Unmarshal(b, &one)
	*n = numbers{one}
	return err
}

// readConfigs reads one of the files beside a tokenizer; nothing where it is not there.
func readConfigs(dir, name string) (c configs, err error) {
	b, err := readBeside(dir, name)
	if err == nil && b != nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", filepath.Join(dir, name), err)
	}
	return c, err
}

// marks finds which token begins a text, and which end one: as the files of a folder say, else
// by the usual names.
func (t *Tokenizer) marks(dir string) error {
	var all []configs
	if dir != "" {
		for _, name := range []string{"tokenizer_config.json", "generation_config.json", "config.json"} {
			c, err := readConfigs(dir, name)
			if err != nil {
				return err
			}
			all = append(all, c)
		}
	}
	names := t.named
	for i := len(all) - 1; i >= 0; i-- { // what is read last counts most
		c := all[i]
		for _, id := range c.BeginID {
			if id >= 0 && id < t.Len() && len(t.starts) == 0 {
				t.begin = id
			}
		}
		t.ends = append(t.ends, c.EndID...)
		if id, ok := names[string(c.End)]; ok {
			t.ends = append([]int{id}, t.ends...)
		}
		if id, ok := names[string(c.Begin)]; ok && len(t.starts) == 0 {
			t.begin = id
		}
		if c.AddBegin != nil {
			t.addBegin(&c)
		}
	}
	for _, name := range usual {
		if id, ok := names[name]; ok && t.kinds[id] == control && len(t.ends) == 0 {
			t.ends = []int{id}
		}
	}
	t.ends = valid(t.ends, t.Len())
	if t.begin < 0 && len(t.ends) > 0 {
		t.begin = t.ends[0] // a model that learned what follows the end of a text
	}
	return nil
}

// addBegin has texts begin with a token or not, where a tokenizer of Llama's says so; others
// go by their post_processor.
func (t *Tokenizer) addBegin(c *configs) {
	switch {
	case !strings.HasPrefix(c.Class, "Llama") && !strings.HasPrefix(c.Class, "CodeLlama"):
	case !*c.AddBegin:
		t.starts = nil
	case len(t.starts) == 0 && t.begin >= 0:
		t.starts = []int{t.begin}
	}
}

// valid are numbers of tokens, each once, in their order.
func valid(ids []int, tokens int) (out []int) {
	for _, id := range ids {
		if id >= 0 && id < tokens && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// parseVocab reads GPT-2's vocab.json, with merges.txt beside it.
func parseVocab(b []byte, dir string) (*Tokenizer, error) {
	f := tokenizerJSON{PreTokenizer: &step{Type: "ByteLevel", AddPrefixSpace: new(bool)}, Decoder: &step{Type: "ByteLevel"}}
	if err := json.Unmarshal(b, &f.Model.vocab); err != nil {
		return nil, err
	}
	merges, err := read(filepath.Join(dir, mergesFile))
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(string(merges), "\n") {
		if line = strings.TrimSuffix(line, "\r"); line == "" || i == 0 && strings.HasPrefix(line, "#version") {
			continue
		}
		left, right, ok := strings.Cut(line, " ")
		if !ok || strings.Contains(right, " ") {
			return nil, fmt.Errorf("%s: line %d, %.60q, is not of two tokens", mergesFile, i+1, line)
		}
		f.Model.Merges = append(f.Model.Merges, mergeRule{left, right})
	}
	if err := f.addedOf(dir); err != nil {
		return nil, err
	}
	return f.tokenizer()
}

// addedOf takes the tokens that were added to a vocab.json.
func (f *tokenizerJSON) addedOf(dir string) error {
	c, err1 := readConfigs(dir, "tokenizer_config.json")
	b, err2 := readBeside(dir, "added_tokens.json")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	var more map[string]int
	if b != nil {
		if err := json.Unmarshal(b, &more); err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(dir, "added_tokens.json"), err)
		}
	}
	added := map[string]addedToken{}
	for _, name := range []named{c.Begin, c.End, c.Unknown, c.Pad, "<|endoftext|>"} {
		if id, ok := f.Model.vocab[string(name)]; ok {
			added[string(name)] = addedToken{ID: id, Content: string(name), Special: true}
		}
	}
	for name, id := range more {
		added[name] = addedToken{ID: id, Content: name}
	}
	for number, a := range c.Added {
		if _, err := fmt.Sscan(number, &a.ID); err != nil {
			return fmt.Errorf("tokenizer_config.json: added_tokens_decoder has %q, which is no number", number)
		}
		added[a.Content] = a
	}
	for _, name := range slices.Sorted(maps.Keys(added)) {
		f.Added = append(f.Added, added[name])
	}
	return nil
}
