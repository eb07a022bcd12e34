package site

import (
	"os"
	"testing"
)

func TestTmp(t *testing.T) {
	m, err := Build(t.Context(), "/tmp/play/cache", func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(m.Wasm), f.Bytes(), os.Getenv("X"), f.Write("/tmp/play/site"))
}
