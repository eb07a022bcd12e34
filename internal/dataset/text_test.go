package dataset

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadText(t *testing.T) {
	const content = "\uFEFFto be,\nor not: é"
	for name, data := range map[string][]byte{"plain.txt": []byte(content), "packed": gzipped(t, []byte(content))} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		text, err := ReadText(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(text.Vocabulary); got != "\n ,:benorté" {
			t.Errorf("%s: vocabulary %q", name, got)
		}
		if !slices.IsSorted(text.Vocabulary) {
			t.Errorf("%s: vocabulary %q is not sorted", name, string(text.Vocabulary))
		}
		ids := make([]int, len(text.IDs))
		for i, id := range text.IDs {
			ids[i] = int(id)
		}
		back, err := text.Decode(ids)
		if err != nil || "\uFEFF"+back != content {
			t.Errorf("%s: decoded to %q, %v", name, back, err)
		}
	}
}

func TestTextErrors(t *testing.T) {
	packed := gzipped(t, []byte(strings.Repeat("hello there ", 100)))
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"empty", "empty", nil},
		{"latin1", "latin1:2: byte 4 (0xe9)", []byte("abc\n\xe9t\xe9")},
		{"nul", "byte 1 (0x00)", []byte("a\x00b")},
		{"cut gzip", "unexpected EOF", packed[:len(packed)-9]},
		{"broken gzip", "fetch the file again", packed[:5]},
	}
	for _, tt := range tests {
		if _, err := DecodeText(bytes.NewReader(tt.data), tt.name); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	if _, err := ReadText(filepath.Join(t.TempDir(), "absent")); err == nil || !strings.Contains(err.Error(), "absent") {
		t.Errorf("absent file: %v", err)
	}
	text, _ := NewText([]byte("abc"), "t")
	if _, err := text.Decode([]int{3}); err == nil {
		t.Error("number outside the vocabulary: no error")
	}
}

func TestTextWindows(t *testing.T) {
	text, err := NewText([]byte(strings.Repeat("abcdefghij", 10)), "t")
	if err != nil {
		t.Fatal(err)
	}
	train, validation, err := text.Split(0.9)
	if err != nil || len(train.IDs) != 90 || len(validation.IDs) != 10 {
		t.Fatalf("split in %d and %d: %v", len(train.IDs), len(validation.IDs), err)
	}
	x, y, err := train.Windows(newRand(1), 500, 7)
	if err != nil {
		t.Fatal(err)
	}
	first := map[int]bool{}
	for i := range x {
		if y[i] != (x[i]+1)%10 || i%7 > 0 && x[i] != y[i-1] {
			t.Fatalf("window place %d: %d is followed by %d", i, x[i], y[i])
		}
		if i%7 == 0 {
			first[x[i]] = true
		}
	}
	if len(x) != 3500 || len(first) != 10 {
		t.Errorf("%d characters, windows begin with %d different ones", len(x), len(first))
	}
	again, _, _ := train.Windows(newRand(1), 500, 7)
	if !slices.Equal(x, again) {
		t.Error("the same seed gave other windows")
	}
	// The last possible window is used too, and none reaches past the end.
	if x, y, err = validation.Windows(newRand(1), 3, 9); err != nil || x[0] != 0 || y[8] != 9 {
		t.Errorf("windows of the whole text: %v %v %v", x, y, err)
	}
	if _, _, err = validation.Windows(newRand(1), 3, 10); err == nil || !strings.Contains(err.Error(), "at least 11") {
		t.Errorf("window as long as the text: %v", err)
	}
	if x, _, err = train.Chunks(100, 10); err != nil || len(x) != 80 || x[10] != 0 {
		t.Errorf("chunks: %d characters, %v", len(x), err)
	}
	if _, _, err = train.Chunks(0, 10); err == nil {
		t.Error("no chunks: no error")
	}
	if _, _, err = text.Split(1); err == nil {
		t.Error("split at 1: no error")
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("hello\nworld"))
	f.Add([]byte("\uFEFFé\x00"))
	f.Add(gzipped(f, []byte("hello gzip")))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := DecodeText(bytes.NewReader(data), "fuzz")
		if err != nil {
			return
		}
		ids := make([]int, len(text.IDs))
		for i, id := range text.IDs {
			ids[i] = int(id)
		}
		back, err := text.Decode(ids)
		if err != nil || !utf8.ValidString(back) || len(ids) == 0 {
			t.Fatalf("read %d characters, decoded %q, %v", len(ids), back, err)
		}
	})
}
