package dataset

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"unicode/utf8"
)

// Text is a text as a row of characters, each numbered by its place in the
// sorted vocabulary.
type Text struct {
	Vocabulary []rune  // all characters that occur, in the order of their code points
	IDs        []int32 // [length], each in 0 … len(Vocabulary)-1
}

// maxText bounds the bytes of a text read into memory.
const maxText = 256 << 20

// ReadText reads a text file in UTF-8, plain or gzip (told apart by content).
// An unreadable, empty, too large (over 256 MiB of text) or otherwise encoded
// file is an error that names the file and, where there is one, the byte.
func ReadText(path string) (*Text, error) {
	data, err := ReadBytes(path)
	if err != nil {
		return nil, err
	}
	return NewText(data, path)
}

// ReadBytes is what a file holds, plain or gzip, of whatever encoding. Errors
// are those of ReadText.
func ReadBytes(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading text: %w", err)
	}
	defer f.Close()
	return readBytes(f, path)
}

// DecodeText reads a text from r as ReadText does; name stands for the file in
// errors.
func DecodeText(r io.Reader, name string) (*Text, error) {
	data, err := readBytes(r, name)
	if err != nil {
		return nil, err
	}
	return NewText(data, name)
}

func readBytes(r io.Reader, name string) ([]byte, error) {
	plain := bufio.NewReader(r)
	if magic, _ := plain.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(plain)
		if err != nil {
			return nil, fmt.Errorf("%s: damaged gzip header (%w): fetch the file again", name, err)
		}
		plain = bufio.NewReader(z)
	}
	data, err := io.ReadAll(io.LimitReader(plain, maxText+1))
	if err != nil {
		return nil, fmt.Errorf("%s: after %d bytes of text: %w: fetch the file again", name, len(data), err)
	}
	if len(data) > maxText {
		return nil, fmt.Errorf("%s: more than %d MiB of text: cut a part out of it", name, maxText>>20)
	}
	return data, nil
}

// NewText numbers the characters of a text in UTF-8 (a byte order mark at its
// start is dropped); name stands for its source in errors.
func NewText(data []byte, name string) (*Text, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if len(data) == 0 {
		return nil, fmt.Errorf("%s: the text is empty: give a file with at least a few thousand characters", name)
	}
	seen := make(map[rune]int32)
	for at := 0; at < len(data); {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 || r == 0 {
			line := 1 + bytes.Count(data[:at], []byte{'\n'})
			return nil, fmt.Errorf("%s:%d: byte %d (0x%02x) is not text in UTF-8: save the file as UTF-8 text", name, line, at, data[at])
		}
		seen[r] = 0
		at += size
	}
	t := &Text{IDs: make([]int32, 0, utf8.RuneCount(data))}
	for r := range seen {
		t.Vocabulary = append(t.Vocabulary, r)
	}
	slices.Sort(t.Vocabulary)
	for id, r := range t.Vocabulary {
		seen[r] = int32(id)
	}
	for _, r := range string(data) {
		t.IDs = append(t.IDs, seen[r])
	}
	return t, nil
}

// Decode turns numbers back into characters; a number outside the vocabulary
// is an error.
func (t *Text) Decode(ids []int) (string, error) {
	out := make([]rune, len(ids))
	for i, id := range ids {
		if id < 0 || id >= len(t.Vocabulary) {
			return "", fmt.Errorf("there is no character %d in a vocabulary of %d", id, len(t.Vocabulary))
		}
		out[i] = t.Vocabulary[id]
	}
	return string(out), nil
}

// Split cuts the text at round(fraction·length) into what comes before, for
// training, and what comes after, for validation. Both keep the whole
// vocabulary and share memory with the text.
//
// It fails if the fraction does not lie strictly between 0 and 1.
func (t *Text) Split(fraction float64) (train, validation *Text, err error) {
	if !(fraction > 0 && fraction < 1) {
		return nil, nil, fmt.Errorf("the training fraction is %v: give a number between 0 and 1, such as 0.9", fraction)
	}
	cut := int(math.Round(fraction * float64(len(t.IDs))))
	train = &Text{Vocabulary: t.Vocabulary, IDs: t.IDs[:cut:cut]}
	validation = &Text{Vocabulary: t.Vocabulary, IDs: t.IDs[cut:]}
	return train, validation, nil
}

// Windows draws count windows at random places: x [count, length] holds the
// characters of each, and y [count, length] the character that follows each of
// them. It fails if the text is not longer than a window.
func (t *Text) Windows(rng *rand.Rand, count, length int) (x, y []int, err error) {
	if err := t.checkWindow(count, length); err != nil {
		return nil, nil, err
	}
	starts := make([]int, count)
	for i := range starts {
		starts[i] = rng.IntN(len(t.IDs) - length)
	}
	x, y = t.at(starts, length)
	return x, y, nil
}

// Chunks cuts the text into consecutive windows without overlap, as many as
// fit but at most limit, for a validation loss that does not depend on chance.
// The shapes are those of Windows; it fails if not even one window fits.
func (t *Text) Chunks(limit, length int) (x, y []int, err error) {
	if err := t.checkWindow(limit, length); err != nil {
		return nil, nil, err
	}
	var starts []int
	for s := 0; s+length < len(t.IDs) && len(starts) < limit; s += length {
		starts = append(starts, s)
	}
	x, y = t.at(starts, length)
	return x, y, nil
}

func (t *Text) checkWindow(count, length int) error {
	if length < 1 {
		return fmt.Errorf("windows of %d characters asked for: ask for at least 1", length)
	}
	if len(t.IDs) <= length {
		return fmt.Errorf("the text has %d characters or tokens, and windows of %d need at least %d: give more text or a shorter context",
			len(t.IDs), length, length+1)
	}
	return checkSize("windows of text", count, 2*length)
}

// at copies the windows that begin at the given places.
func (t *Text) at(starts []int, length int) (x, y []int) {
	x = make([]int, 0, len(starts)*length)
	y = make([]int, 0, len(starts)*length)
	for _, s := range starts {
		for i := s; i < s+length; i++ {
			x = append(x, int(t.IDs[i]))
			y = append(y, int(t.IDs[i+1]))
		}
	}
	return x, y
}
