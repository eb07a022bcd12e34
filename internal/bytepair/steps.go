package bytepair

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// step is a normalizer, pre_tokenizer, post_processor or decoder of a tokenizer.json.
type step struct {
	Type string `json:"type"`
	// Of a Sequence.
	Normalizers   []step `json:"normalizers"`
	PreTokenizers []step `json:"pretokenizers"`
	Processors    []step `json:"processors"`
	Decoders      []step `json:"decoders"`

	Prepend        string          `json:"prepend"`          // Prepend
	Pattern        pattern         `json:"pattern"`          // Replace, Split
	Content        string          `json:"content"`          // Replace, Strip
	AddPrefixSpace *bool           `json:"add_prefix_space"` // ByteLevel, Metaspace
	UseRegex       *bool           `json:"use_regex"`        // ByteLevel
	Replacement    string          `json:"replacement"`      // Metaspace
	PrependScheme  string          `json:"prepend_scheme"`   // Metaspace
	Split          *bool           `json:"split"`            // Metaspace
	Behavior       string          `json:"behavior"`         // Split
	Invert         bool            `json:"invert"`           // Split
	SingleDigits   bool            `json:"individual_digits"`
	Start          int             `json:"start"`          // Strip
	Stop           int             `json:"stop"`           // Strip
	Single         json.RawMessage `json:"single"`         // TemplateProcessing
	SpecialTokens  json.RawMessage `json:"special_tokens"` // TemplateProcessing
}

type pattern struct {
	String *string `json:"String"`
	Regex  *string `json:"Regex"`
}

// steps is what the steps of a file come to.
type steps struct {
	normal     []func(string) string
	replaced   bool   // spaces become ▁
	scheme     string // how Metaspace sets a space before a text
	cutters    []cutter
	bytes      bool // words are made of bytes
	prefixed   bool // ByteLevel sets a space before a text
	spaces     bool // ▁ is a space in the end
	byteTokens bool // <0x0A> is a byte in the end
	lead       lead
	starts     []int // tokens before a text
	stops      []int // and behind it
}

// steps reads all of them.
func (f *tokenizerJSON) steps() (*steps, error) {
	p := &steps{}
	for _, part := range []struct {
		field string
		of    *step
		inner func(*step) []step
		read  func(s *step, alone bool) error
	}{
		{"normalizer", f.Normalizer, func(s *step) []step { return s.Normalizers }, p.normalizer},
		{"pre_tokenizer", f.PreTokenizer, func(s *step) []step { return s.PreTokenizers }, p.preTokenizer},
		{"post_processor", f.PostProcessor, func(s *step) []step { return s.Processors }, p.postProcessor},
		{"decoder", f.Decoder, func(s *step) []step { return s.Decoders }, p.decoder},
	} {
		if part.of == nil {
			continue
		}
		all, name := []step{*part.of}, part.field
		if part.of.Type == "Sequence" {
			all, name = part.inner(part.of), part.field+" Sequence"
		}
		for i := range all {
			if err := part.read(&all[i], len(all) == 1); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return p, p.check()
}

// check reports steps that do not belong together.
func (p *steps) check() error {
	marked := p.replaced || p.scheme != ""
	switch {
	case p.bytes && (marked || p.spaces || p.byteTokens):
		return fmt.Errorf("pre_tokenizer: ByteLevel beside %s for spaces or bytes is not known here", space)
	case p.bytes && p.lead != keepLead:
		return fmt.Errorf("decoder: Strip beside ByteLevel is not known here")
	case marked != p.spaces:
		return fmt.Errorf("decoder: spaces that normalizer or pre_tokenizer write as %s, and only these, must become spaces again", space)
	}
	return nil
}

func unknownStep(s *step, known string) error {
	return fmt.Errorf("type %q is not known here: %s", s.Type, known)
}

func (p *steps) normalizer(s *step, _ bool) error {
	switch s.Type {
	case "NFC":
		p.normal = append(p.normal, norm.NFC.String)
	case "Prepend":
		if s.Prepend != space {
			return fmt.Errorf("a Prepend of %q: only %s is known here", s.Prepend, space)
		}
		p.normal = append(p.normal, func(text string) string {
			if text == "" {
				return text
			}
			return space + text
		})
	case "Replace":
		if s.Pattern.String == nil || *s.Pattern.String != " " || s.Content != space {
			return fmt.Errorf("a Replace by %q: only that of a space by %s is known here", s.Content, space)
		}
		p.replaced = true
	default:
		return unknownStep(s, "NFC, Prepend, Replace and Sequence are")
	}
	return nil
}

func (p *steps) preTokenizer(s *step, alone bool) error {
	switch s.Type {
	case "ByteLevel":
		p.bytes, p.prefixed = true, s.AddPrefixSpace == nil || *s.AddPrefixSpace
		if p.prefixed && !alone {
			return fmt.Errorf("a ByteLevel with add_prefix_space among others is not known here")
		}
		if s.UseRegex == nil || *s.UseRegex {
			p.cutters = append(p.cutters, cutGPT2)
		}
	case "Metaspace":
		if s.Replacement != space || !alone {
			return fmt.Errorf("a Metaspace of %q: only that of %s alone is known here", s.Replacement, space)
		}
		if p.scheme = s.PrependScheme; p.scheme == "" {
			p.scheme = "always"
			if s.AddPrefixSpace != nil && !*s.AddPrefixSpace {
				p.scheme = "never"
			}
		}
		if !slices.Contains([]string{"first", "always", "never"}, p.scheme) {
			return fmt.Errorf("prepend_scheme of Metaspace is %q: first, always and never are known", p.scheme)
		}
		if s.Split == nil || *s.Split {
			p.cutters = append(p.cutters, cutSpaces)
		}
	case "Digits":
		p.cutters = append(p.cutters, cutDigits(s.SingleDigits))
	case "Split":
		return p.split(s)
	default:
		return unknownStep(s, "ByteLevel, Metaspace, Digits, Split and Sequence are")
	}
	return nil
}

// split takes an expression that is known.
func (p *steps) split(s *step) error {
	switch {
	case s.Pattern.String != nil && *s.Pattern.String == " " && p.replaced:
		return nil // there are none any more
	case s.Pattern.Regex == nil || s.Behavior != "Isolated" || s.Invert:
		return fmt.Errorf("a Split with behavior %q, invert %v: only Isolated, false, by a Regex is known here", s.Behavior, s.Invert)
	case *s.Pattern.Regex == gpt2Pattern:
		p.cutters = append(p.cutters, cutGPT2)
		return nil
	}
	digits, ok := cl100kPatterns[*s.Pattern.Regex]
	if !ok {
		return fmt.Errorf("a Split by the Regex %.200q: only those of GPT-2, Llama 3 and Qwen 2 are known here", *s.Pattern.Regex)
	}
	p.cutters = append(p.cutters, cutCL100K(digits))
	return nil
}

func (p *steps) postProcessor(s *step, _ bool) error {
	switch s.Type {
	case "ByteLevel": // changes offsets, which nobody asks for
	case "TemplateProcessing":
		return p.template(s)
	default:
		return unknownStep(s, "ByteLevel, TemplateProcessing and Sequence are")
	}
	return nil
}

// template takes the tokens that TemplateProcessing sets before a text, and behind it.
func (p *steps) template(s *step) error {
	var single []struct {
		SpecialToken *struct {
			ID string `json:"id"`
		}
	}
	var tokens map[string]struct {
		IDs []int `json:"ids"`
	}
	if err := json.Unmarshal(s.Single, &single); err != nil {
		return fmt.Errorf("TemplateProcessing.single: %w", err)
	}
	if err := json.Unmarshal(s.SpecialTokens, &tokens); err != nil {
		return fmt.Errorf("TemplateProcessing.special_tokens: %w", err)
	}
	texts, to := 0, &p.starts
	for _, piece := range single {
		if piece.SpecialToken == nil {
			texts, to = texts+1, &p.stops
			continue
		}
		ids := tokens[piece.SpecialToken.ID].IDs
		if len(ids) == 0 {
			return fmt.Errorf("TemplateProcessing.special_tokens has no ids for %q", piece.SpecialToken.ID)
		}
		*to = append(*to, ids...)
	}
	if texts != 1 {
		return fmt.Errorf("TemplateProcessing.single has %d texts: want one", texts)
	}
	return nil
}

func (p *steps) decoder(s *step, _ bool) error {
	switch s.Type {
	case "ByteLevel":
		if !p.bytes {
			return fmt.Errorf("ByteLevel needs a pre_tokenizer ByteLevel")
		}
	case "Replace":
		if s.Pattern.String == nil || *s.Pattern.String != space || s.Content != " " {
			return fmt.Errorf("a Replace by %q: only that of %s by a space is known here", s.Content, space)
		}
		p.spaces = true
	case "Metaspace":
		if s.Replacement != space {
			return fmt.Errorf("a Metaspace of %q: only that of %s is known here", s.Replacement, space)
		}
		p.spaces = true
		if s.PrependScheme != "never" && (s.AddPrefixSpace == nil || *s.AddPrefixSpace || s.PrependScheme != "") {
			p.lead = allLead
		}
	case "ByteFallback":
		p.byteTokens = true
	case "Fuse":
	case "Strip":
		if s.Content != " " || s.Start > 1 || s.Start < 0 || s.Stop != 0 {
			return fmt.Errorf("a Strip of %d and %d of %q: only that of one space at the beginning is known here", s.Start, s.Stop, s.Content)
		}
		if s.Start == 1 {
			p.lead = oneLead
		}
	default:
		return unknownStep(s, "ByteLevel, Metaspace, Replace, ByteFallback, Fuse, Strip and Sequence are")
	}
	return nil
}

// prepare is the normalizer; ▁ is a space in what it gives, as in the words of the vocabulary.
func (p *steps) prepare() func(string) string {
	normal := p.normal
	if p.spaces {
		normal = append(slices.Clone(normal), func(text string) string { return strings.ReplaceAll(text, space, " ") })
	}
	if len(normal) == 0 {
		return nil
	}
	return func(text string) string {
		for _, f := range normal {
			text = f(text)
		}
		return text
	}
}

// prefix sets a space before a text where pre_tokenizer says so.
func (p *steps) prefix() func(string, bool) string {
	if !p.prefixed && p.scheme != "always" && p.scheme != "first" {
		return nil
	}
	return func(text string, first bool) string {
		if strings.HasPrefix(text, " ") || p.scheme == "first" && !first {
			return text
		}
		return " " + text
	}
}
