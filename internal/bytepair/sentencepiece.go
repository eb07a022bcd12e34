package bytepair

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// The kinds of pieces of SentencePiece's model (sentencepiece_model.proto).
const (
	pieceNormal      = 1
	pieceUnknown     = 2
	pieceControl     = 3
	pieceUserDefined = 4
	pieceUnused      = 5
	pieceByte        = 6
)

const modelBPE = 2

// piece is an entry of SentencePiece's vocabulary.
type piece struct {
	text  string
	score float32
	kind  uint64
}

// sentencePiece is what is read of a tokenizer.model.
type sentencePiece struct {
	pieces                    []piece
	model                     uint64
	byteFallback, suffix      bool
	begin, end                string
	charsmap, rules           int  // bytes
	dummy, unspaced, unmarked bool // the last is not escape_whitespaces
}

// fields calls take for each field of a message of protobuf: a number, or bytes.
func fields(b []byte, take func(field protowire.Number, number uint64, bytes []byte) error) error {
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		b = b[n:]
		var number uint64
		var bytes []byte
		switch kind {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(b)
		case protowire.BytesType:
			bytes, n = protowire.ConsumeBytes(b)
		case protowire.Fixed32Type:
			var v uint32
			v, n = protowire.ConsumeFixed32(b)
			number = uint64(v)
		default:
			n = protowire.ConsumeFieldValue(field, kind, b)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		if err := take(field, number, bytes); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}

// parseSentencePiece reads a tokenizer.model.
func parseSentencePiece(b []byte) (*Tokenizer, error) {
	s := &sentencePiece{model: 1, begin: "<s>", end: "</s>", dummy: true, unspaced: true}
	err := fields(b, func(field protowire.Number, _ uint64, bytes []byte) error {
		switch field {
		case 1:
			return s.piece(bytes)
		case 2:
			return fields(bytes, s.trainer)
		case 3:
			return fields(bytes, s.normalizer)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("it is no model of SentencePiece: %w", err)
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return s.tokenizer()
}

func (s *sentencePiece) piece(b []byte) error {
	p := piece{kind: pieceNormal}
	err := fields(b, func(field protowire.Number, number uint64, bytes []byte) error {
		switch field {
		case 1:
			p.text = string(bytes)
		case 2:
			p.score = math.Float32frombits(uint32(number))
		case 3:
			p.kind = number
		}
		return nil
	})
	if s.pieces = append(s.pieces, p); len(s.pieces) > mostTokens {
		return fmt.Errorf("more than %d pieces", mostTokens)
	}
	return err
}

// trainer takes a field of TrainerSpec.
func (s *sentencePiece) trainer(field protowire.Number, number uint64, bytes []byte) error {
	switch field {
	case 3:
		s.model = number
	case 24:
		s.suffix = number != 0
	case 35:
		s.byteFallback = number != 0
	case 46:
		s.begin = string(bytes)
	case 47:
		s.end = string(bytes)
	}
	return nil
}

// normalizer takes a field of NormalizerSpec.
func (s *sentencePiece) normalizer(field protowire.Number, number uint64, bytes []byte) error {
	switch field {
	case 2:
		s.charsmap = len(bytes)
	case 3:
		s.dummy = number != 0
	case 4:
		s.unspaced = number != 0
	case 5:
		s.unmarked = number == 0
	case 6:
		s.rules = len(bytes)
	}
	return nil
}

// check reports what is not known here.
func (s *sentencePiece) check() error {
	kinds := map[uint64]string{1: "UNIGRAM", 3: "WORD", 4: "CHAR"}
	switch {
	case len(s.pieces) == 0:
		return errors.New("it is no model of SentencePiece: it has no pieces")
	case s.model != modelBPE:
		return fmt.Errorf("trainer_spec.model_type is %d %s: only 2, BPE, is known here", s.model, kinds[s.model])
	case s.suffix:
		return errors.New("trainer_spec.treat_whitespace_as_suffix is true: only false is known here")
	case s.charsmap > 0 || s.rules > 0:
		return errors.New("normalizer_spec has a precompiled_charsmap or rules: only the normalization \"identity\" is known here")
	case s.unmarked:
		return errors.New("normalizer_spec.escape_whitespaces is false: only true is known here")
	}
	return nil
}

// tokenizer makes one of the pieces.
func (s *sentencePiece) tokenizer() (*Tokenizer, error) {
	t := newTokenizer()
	t.behind, t.fuse = &written{tokens: map[string]mark{}}, true
	score := make([]float32, 0, len(s.pieces))
	t.named = map[string]int{}
	for i, p := range s.pieces {
		if _, seen := t.named[p.text]; seen || p.text == "" {
			return nil, fmt.Errorf("piece %d is %q: there is another, or it is empty", i, p.text)
		}
		t.named[p.text] = i
		if err := s.add(t, p); err != nil {
			return nil, fmt.Errorf("piece %d, %q: %w", i, p.text, err)
		}
		score = append(score, p.score)
	}
	if s.byteFallback {
		for b, id := range t.single {
			if id < 0 {
				return nil, fmt.Errorf("trainer_spec.byte_fallback is true, and there is no piece <0x%02X>", b)
			}
		}
	}
	t.join, t.prepare = t.byScore(score), s.prepare
	switch {
	case s.unspaced:
		t.lead = eachLead
	case s.dummy:
		t.lead = oneLead
	}
	if t.begin >= 0 {
		t.starts = []int{t.begin}
	}
	return t, nil
}

// add adds the next piece.
func (s *sentencePiece) add(t *Tokenizer, p piece) error {
	id, k := len(t.words), plain
	word := strings.ReplaceAll(p.text, space, " ")
	switch p.kind {
	case pieceNormal:
		if !strings.Contains(p.text, " ") { // texts have none
			t.id[word] = id
		}
	case pieceUserDefined:
		if s.unspaced && strings.ContainsAny(p.text, space+" ") {
			return errors.New("a user-defined piece with spaces beside normalizer_spec.remove_extra_whitespaces is not known here")
		}
		if len(p.text) > mostWord {
			return fmt.Errorf("it has %d bytes: at most %d are read", len(p.text), mostWord)
		}
		t.behind.add(word, mark{token: id})
	case pieceUnknown:
		if t.unknown >= 0 {
			return errors.New("there is another for what is unknown")
		}
		t.unknown, word = id, " ⁇ "
	case pieceControl:
		k = control
		if p.text == s.begin {
			t.begin = id
		} else if p.text == s.end {
			t.ends = []int{id}
		}
	case pieceByte:
		b, ok := byteToken(p.text)
		if !ok {
			return errors.New("it is no byte such as <0x0A>")
		}
		word, k = string([]byte{b}), byteOf
		if s.byteFallback {
			t.single[b] = id
		}
	case pieceUnused:
		return errors.New("unused pieces are not known here")
	default:
		return fmt.Errorf("its type is %d: 1 to 4 and 6 are known here", p.kind)
	}
	t.words, t.kinds = append(t.words, word), append(t.kinds, k)
	return nil
}

// prepare leaves out spaces that are too many, and sets one before a text.
func (s *sentencePiece) prepare(text string) string {
	if s.unspaced {
		text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
	}
	if text == "" {
		return ""
	}
	if s.dummy {
		text = " " + text
	}
	text = strings.ReplaceAll(text, space, " ")
	if s.unspaced {
		text = strings.TrimRight(text, " ")
	}
	return text
}
