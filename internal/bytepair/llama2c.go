package bytepair

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
)

const (
	firstByte  = 3 // llama2.c's token of byte 0
	beginToken = 1 // llama2.c's, which ends a text too
)

// parseLlama2C reads llama2.c's: the longest word (int32), then for each token of a vocabulary
// its score (float32), length (int32) and bytes. The file does not say the size of the
// vocabulary; 0 takes all.
func parseLlama2C(b []byte, path string, vocabulary int) (*Tokenizer, error) {
	if len(b) < 4 {
		return nil, fmt.Errorf("%s: %d bytes are no tokenizer of llama2.c", path, len(b))
	}
	t := newTokenizer()
	var score []float32
	longest, at := int(int32(binary.LittleEndian.Uint32(b))), 4
	for i := 0; i < vocabulary || vocabulary == 0 && at < len(b); i++ {
		if len(b)-at < 8 {
			return nil, fmt.Errorf("%s ends before token %d of %d: it was cut short, or is of another model", path, i, vocabulary)
		}
		s := math.Float32frombits(binary.LittleEndian.Uint32(b[at:]))
		n := int(int32(binary.LittleEndian.Uint32(b[at+4:])))
		if at += 8; n < 0 || n > longest || n > len(b)-at {
			return nil, fmt.Errorf("%s: token %d has %d bytes, of at most %d, and %d follow: it was cut short, or is no tokenizer of llama2.c", path, i, n, longest, len(b)-at)
		}
		t.addLlama2C(string(b[at : at+n]))
		score = append(score, s)
		at += n
	}
	if at != len(b) {
		return nil, fmt.Errorf("%s: %d bytes follow token %d: it is of a larger vocabulary", path, len(b)-at, vocabulary-1)
	}
	t.join, t.lead = t.byScore(score), begunLead
	t.prepare = func(text string) string {
		if text == "" {
			return text
		}
		return " " + text
	}
	t.starts, t.begin, t.ends = []int{beginToken}, beginToken, []int{beginToken}
	return t, nil
}

// addLlama2C adds the next token.
func (t *Tokenizer) addLlama2C(word string) {
	id, k := len(t.words), plain
	if _, seen := t.id[word]; !seen {
		t.id[word] = id
	}
	if id == beginToken || id == beginToken+1 {
		k = control
	}
	if b, ok := byteToken(word); ok {
		word, k = string([]byte{b}), byteOf
	}
	if id >= firstByte && id < firstByte+256 {
		t.single[id-firstByte] = id
	}
	t.words, t.kinds = append(t.words, word), append(t.kinds, k)
}

// byteToken is the byte that a token such as <0x0A> is.
func byteToken(word string) (byte, bool) {
	if len(word) != len("<0x00>") || word[:3] != "<0x" || word[5] != '>' {
		return 0, false
	}
	b, err := strconv.ParseUint(word[3:5], 16, 8)
	return byte(b), err == nil
}
