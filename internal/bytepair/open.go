package bytepair

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	mostBytes  = 1 << 26 // of a file
	jsonFile   = "tokenizer.json"
	modelFile  = "tokenizer.model"
	vocabFile  = "vocab.json"
	mergesFile = "merges.txt"
)

// Open reads the tokenizer in a file, or in a folder as Find has it. Of a folder
// tokenizer_config.json, generation_config.json and config.json say what begins and ends a
// text; of a file alone its own post_processor, and the usual names. The vocabulary is that of
// the model, 0 if it is not known: where it is larger, what the tokenizer has no word for is
// called <|NUMBER|>; where it is smaller, it is an error.
func Open(path string, vocabulary int) (*Tokenizer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	file, dir := path, ""
	if info.IsDir() {
		if file, dir = Find(path), path; file == "" {
			return nil, fmt.Errorf("%s has no tokenizer: neither %s nor %s, nor %s and %s", path, jsonFile, modelFile, vocabFile, mergesFile)
		}
	}
	t, err := openFile(file, dir, vocabulary)
	if err != nil {
		return nil, err
	}
	if vocabulary > 0 && t.Len() > vocabulary {
		return nil, fmt.Errorf("%s has %d tokens, and the model %d: it is of another model", file, t.Len(), vocabulary)
	}
	for n := t.Len(); n < vocabulary; n++ {
		t.words, t.kinds = append(t.words, fmt.Sprintf("<|%d|>", n)), append(t.kinds, plain)
	}
	return t, nil
}

// Find is the file of the tokenizer in a folder, the first that there is of tokenizer.json,
// tokenizer.model, and vocab.json with merges.txt; empty for none.
func Find(dir string) string {
	for _, names := range [][]string{{jsonFile}, {modelFile}, {vocabFile, mergesFile}} {
		found := true
		for _, name := range names {
			info, err := os.Stat(filepath.Join(dir, name))
			found = found && err == nil && info.Mode().IsRegular()
		}
		if found {
			return filepath.Join(dir, names[0])
		}
	}
	return ""
}

// openFile reads a tokenizer by its file's name, in a folder that says more, or alone.
func openFile(path, dir string, vocabulary int) (*Tokenizer, error) {
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	var t *Tokenizer
	switch {
	case filepath.Base(path) == vocabFile && dir == "", filepath.Base(path) == mergesFile:
		return nil, fmt.Errorf("%s is one of two files: name their folder", path)
	case filepath.Base(path) == vocabFile:
		t, err = parseVocab(b, dir)
	case strings.HasSuffix(path, ".json"):
		t, err = parseJSON(b)
	case strings.HasSuffix(path, ".model"):
		t, err = parseSentencePiece(b)
	default:
		return parseLlama2C(b, path, vocabulary)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, t.marks(dir)
}

// read is what a file holds, if it is no larger than any tokenizer.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > mostBytes:
		return nil, fmt.Errorf("%s is no file of at most %d bytes: no tokenizer is larger", path, mostBytes)
	}
	return os.ReadFile(path)
}

// readBeside reads a file of a folder; nil where there is none.
func readBeside(dir, name string) ([]byte, error) {
	b, err := read(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return b, err
}
