package bytepair

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

const (
	mostTokens = 1 << 20 // of a vocabulary
	mostWord   = 1 << 12 // bytes of a token that is written in texts
	space      = "▁"     // what SentencePiece and its like write for a space
)

// tokenizerJSON is Hugging Face's tokenizer.json.
type tokenizerJSON struct {
	Model         model        `json:"model"`
	Added         []addedToken `json:"added_tokens"`
	Normalizer    *step        `json:"normalizer"`
	PreTokenizer  *step        `json:"pre_tokenizer"`
	PostProcessor *step        `json:"post_processor"`
	Decoder       *step        `json:"decoder"`
}

type model struct {
	Type         string          `json:"type"`
	Vocab        json.RawMessage `json:"vocab"`
	Merges       []mergeRule     `json:"merges"`
	Unknown      string          `json:"unk_token"`
	Continuing   string          `json:"continuing_subword_prefix"`
	EndOfWord    string          `json:"end_of_word_suffix"`
	Dropout      float64         `json:"dropout"`
	FuseUnknown  bool            `json:"fuse_unk"`
	ByteFallback bool            `json:"byte_fallback"`
	IgnoreMerges bool            `json:"ignore_merges"`

	vocab map[string]int
}

type addedToken struct {
	ID         int    `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	Left       bool   `json:"lstrip"`
	Right      bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

// mergeRule is "a b" or ["a", "b"].
type mergeRule struct{ left, right string }

// UnmarshalJSON implements json.Unmarshaler.
func (m *mergeRule) UnmarshalJSON(b []byte) error {
	var both []string
	if bytes.HasPrefix(b, []byte(`"`)) {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		both = strings.Split(s, " ")
	} else if err := json.Unmarshal(b, &both); err != nil {
		return err
	}
	if len(both) != 2 {
		return fmt.Errorf("merge %.60s is not of two tokens", b)
	}
	m.left, m.right = both[0], both[1]
	return nil
}

// parseJSON reads a tokenizer.json.
func parseJSON(b []byte) (*Tokenizer, error) {
	var f tokenizerJSON
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, fmt.Errorf("it is no tokenizer.json: %w", err)
	}
	if f.Model.Type != "BPE" && !(f.Model.Type == "" && len(f.Model.Merges) > 0) {
		return nil, fmt.Errorf("model.type is %q: only BPE is known here", f.Model.Type)
	}
	if err := json.Unmarshal(f.Model.Vocab, &f.Model.vocab); err != nil {
		return nil, fmt.Errorf("model.vocab: %w", err)
	}
	return f.tokenizer()
}

// tokenizer makes one of what the file says.
func (f *tokenizerJSON) tokenizer() (*Tokenizer, error) {
	m, t := &f.Model, newTokenizer()
	switch {
	case m.Continuing != "":
		return nil, fmt.Errorf("model.continuing_subword_prefix is %q: only none is known here", m.Continuing)
	case m.Dropout != 0:
		return nil, fmt.Errorf("model.dropout is %v: only none is known here", m.Dropout)
	case m.EndOfWord != "":
		return nil, fmt.Errorf("model.end_of_word_suffix is %q: only none is known here", m.EndOfWord)
	}
	p, err := f.steps()
	if err != nil {
		return nil, err
	}
	if err := f.fillWords(t, p); err != nil {
		return nil, err
	}
	t.prepare, t.prefix, t.cutters, t.byBytes, t.lead = p.prepare(), p.prefix(), p.cutters, p.bytes, p.lead
	t.fuse, t.whole, t.named = m.FuseUnknown, m.IgnoreMerges, f.ids()
	if err := t.fillSingle(m, p); err != nil {
		return nil, err
	}
	if t.join, err = m.joiner(); err != nil {
		return nil, err
	}
	if err := f.fillWritten(t); err != nil {
		return nil, err
	}
	for _, id := range slices.Concat(p.starts, p.stops) {
		if id < 0 || id >= len(t.words) {
			return nil, fmt.Errorf("post_processor: there is no token %d in a vocabulary of %d", id, len(t.words))
		}
	}
	if t.starts, t.ends = p.starts, p.stops; len(t.starts) > 0 {
		t.begin = t.starts[0]
	}
	return t, nil
}

// fillWords takes the words of the vocabulary and of added tokens, which must have the numbers
// from 0 on, each once.
func (f *tokenizerJSON) fillWords(t *Tokenizer, p *steps) error {
	all := map[int]string{}
	for word, id := range f.Model.vocab {
		if other, twice := all[id]; twice {
			return fmt.Errorf("model.vocab: %q and %q have the number %d", min(word, other), max(word, other), id)
		}
		all[id] = word
	}
	for i, a := range f.Added {
		word, taken := all[a.ID]
		_, known := f.Model.vocab[a.Content]
		switch {
		case taken && word != a.Content:
			return fmt.Errorf("added_tokens[%d]: %q has the number %d, which %q has", i, a.Content, a.ID, word)
		case known && !taken:
			return fmt.Errorf("added_tokens[%d]: %q has the number %d, and another one in model.vocab", i, a.Content, a.ID)
		}
		all[a.ID] = a.Content
	}
	if len(all) == 0 || len(all) > mostTokens {
		return fmt.Errorf("model.vocab has %d tokens: want 1 to %d", len(all), mostTokens)
	}
	for id := range len(all) {
		word, ok := all[id]
		if !ok {
			return fmt.Errorf("model.vocab: there are %d tokens, and none of them has the number %d", len(all), id)
		}
		_, cut := f.Model.vocab[word]
		t.addWord(word, cut, p)
	}
	return nil
}

// addWord adds the next token; cut says whether words are cut into it.
func (t *Tokenizer) addWord(word string, cut bool, p *steps) {
	id, k, text := len(t.words), plain, word
	switch {
	case p.bytes:
		var letters bool
		text, letters = lettersToBytes(word)
		cut = cut && letters
	case p.spaces:
		text = strings.ReplaceAll(word, space, " ")
		cut = cut && !strings.Contains(word, " ")
	}
	if cut {
		t.id[text] = id
	}
	if b, ok := byteToken(word); ok && p.byteTokens {
		text, k = string([]byte{b}), byteOf
	}
	t.words, t.kinds = append(t.words, text), append(t.kinds, k)
}

// fillSingle finds the tokens of bytes, and the one of what is unknown.
func (t *Tokenizer) fillSingle(m *model, p *steps) error {
	if m.Unknown != "" {
		id, ok := m.vocab[m.Unknown]
		if !ok {
			return fmt.Errorf("model.unk_token: there is no token %q", m.Unknown)
		}
		t.unknown = id
	}
	for b := range 256 {
		name := fmt.Sprintf("<0x%02X>", b)
		switch id, ok := m.vocab[name]; {
		case !m.ByteFallback:
		case p.bytes:
			return fmt.Errorf("model.byte_fallback is true beside a pre_tokenizer ByteLevel: that is not known here")
		case !ok:
			return fmt.Errorf("model.byte_fallback is true, and model.vocab has no token %s", name)
		case !p.byteTokens:
			return fmt.Errorf("model.byte_fallback is true, and decoder has no ByteFallback")
		default:
			t.single[b] = id
		}
	}
	return nil
}

// joiner merges as the rules say, the first the soonest. Of two rules of one pair the later holds.
func (m *model) joiner() (joiner, error) {
	type made struct{ token, rank int32 }
	rules := make(map[[2]int32]made, len(m.Merges))
	for i, r := range m.Merges {
		left, ok1 := m.vocab[r.left]
		right, ok2 := m.vocab[r.right]
		both, ok3 := m.vocab[r.left+r.right]
		if !ok1 || !ok2 || !ok3 {
			return nil, fmt.Errorf("model.merges[%d] is of %q and %q: they or what they make are no tokens of the vocabulary", i, r.left, r.right)
		}
		rules[[2]int32{int32(left), int32(right)}] = made{int32(both), int32(i)}
	}
	return func(l, r int) (int, float64, bool) {
		m, ok := rules[[2]int32{int32(l), int32(r)}]
		return int(m.token), -float64(m.rank), ok
	}, nil
}

// fillWritten takes the tokens that are taken out of texts before these are cut.
func (f *tokenizerJSON) fillWritten(t *Tokenizer) error {
	t.before, t.behind = &written{tokens: map[string]mark{}}, &written{tokens: map[string]mark{}}
	for i, a := range f.Added {
		switch {
		case a.SingleWord:
			return fmt.Errorf("added_tokens[%d].single_word is true, of %q: only false is known here", i, a.Content)
		case len(a.Content) > mostWord:
			return fmt.Errorf("added_tokens[%d] has %d bytes: at most %d are read", i, len(a.Content), mostWord)
		}
		if a.Special {
			t.kinds[a.ID] = control
		}
		m := mark{a.ID, a.Left, a.Right}
		if !a.Normalized {
			t.before.add(a.Content, m)
		} else if t.prepare != nil {
			t.behind.add(t.prepare(a.Content), m)
		} else {
			t.behind.add(a.Content, m)
		}
	}
	return nil
}

// ids gives the number of each token by its name in the file.
func (f *tokenizerJSON) ids() map[string]int {
	all := map[string]int{}
	for _, a := range f.Added {
		all[a.Content] = a.ID
	}
	for word, id := range f.Model.vocab {
		all[word] = id
	}
	return all
}

// byteLetters are the letters that GPT-2's vocabularies have for the 256 bytes: printable
// characters of Latin-1 for themselves, those from U+0100 on for the others in their order.
var byteLetters = func() map[rune]byte {
	all, next := map[rune]byte{}, rune(256)
	for b := range 256 {
		switch r := rune(b); {
		case '!' <= r && r <= '~', '¡' <= r && r <= '¬', '®' <= r && r <= 'ÿ':
			all[r] = byte(b)
		default:
			all[next] = byte(b)
			next++
		}
	}
	return all
}()

// lettersToBytes gives the bytes that a word of such letters means; another word is itself.
func lettersToBytes(word string) (text string, letters bool) {
	out := make([]byte, 0, len(word))
	for _, r := range word {
		b, ok := byteLetters[r]
		if !ok {
			return word, false
		}
		out = append(out, b)
	}
	return string(out), true
}
