package settings_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/settings"
)

// bomb names lists of lists, each nine times as long as the one before.
func bomb() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := range 12 {
		list := strings.Repeat(fmt.Sprintf("*a%d, ", i), 9)
		text += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(list, ", "))
	}
	return text + valid + "names: *a12\n"
}

// unknown are many keys.
func unknown(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "key%d: 1\n", i)
	}
	return b.String()
}

// What no one would write is refused in little time, in one line, and without a panic.
func TestHostileFiles(t *testing.T) {
	texts := map[string]string{
		"brackets":        strings.Repeat("[", 400_000),
		"braces":          strings.Repeat("{a: ", 200_000),
		"dashes":          strings.Repeat("- ", 400_000),
		"question marks":  strings.Repeat("? ", 400_000),
		"tags":            "name: " + strings.Repeat("!!a ", 200_000),
		"anchors":         "name: " + strings.Repeat("&a ", 300_000),
		"an anchor bomb":  bomb(),
		"unknown keys":    unknown(90_000),
		"two thousand":    unknown(1_990),
		"lines of a text": valid + "pen: |\n" + strings.Repeat("  line\n", 60_000),
		"a deep block":    deepBlock(1300),
		"too long":        strings.Repeat("a", 2<<20),
		"long text":       "name: " + strings.Repeat("x", 1_000_000),
		"long quoted":     "name: \"" + strings.Repeat("x", 1_000_000),
		"commas":          "names: [" + strings.Repeat(",", 1_000_000) + "]",
		"a long key":      strings.Repeat("k", 1_000_000) + ": 1\n",
		"a long word":     valid + "pen: " + strings.Repeat("k", 1_000_000) + "\n",
		"a long kind":     "shape: " + strings.Repeat("k", 1_000_000) + "\n",
		"a long number":   "steps: " + strings.Repeat("9", 1_000_000) + "\n",
		"a cycle":         valid + "names: &a [*a]\n",
	}
	for _, key := range []string{"names", "range", "parts", "made", "name", "steps", "quiet", "shape"} {
		for _, tag := range []string{"!!binary", "!!timestamp", "!!set", "!!float", "!!int", "!!str", "!!map", "!!seq", "!!omap", "!!merge", "!!null", "!own"} {
			for _, value := range []string{"aaaa", "[a]", "{a: 1}", "", "1"} {
				texts[key+tag+value] = valid + key + ": " + tag + " " + value + "\n"
			}
		}
	}
	for name, text := range texts {
		start := time.Now()
		err := settings.Decode([]byte(text), "f.yaml", &config{})
		if took := time.Since(start); took > time.Minute { // without limits hours, on any machine
			t.Errorf("%s: took %v", name, took)
		}
		if err == nil || strings.Contains(err.Error(), "\n") || len(err.Error()) > 500 {
			t.Errorf("%s: %.500v", name, err)
		}
		if _, value, ok := strings.Cut(name, "!"); ok {
			if err := settings.Set(&config{}, "names=!"+value); err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("--set names=!%s: %v", value, err)
			}
		}
	}
}

func deepBlock(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		valid, valid + "parts: [{at: 0.5, factor: 2}]\n", "a: [1\n", valid + "names: &a [x]\nrange: *a\n", "<<: {name: a}\n",
		valid + "made:\n  go: 1\n  os: |\n    x\n", "name: !!binary aaaa\n", "? a\n: b\n", "--- a\n...\n%YAML 1.2\n", valid + "mode: deep\ndepth: 0x3\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c config
		if err := settings.Decode(text, "f.yaml", &c); err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %v", err)
			}
			return
		}
		if err := settings.Check(&c); err != nil {
			t.Errorf("decoded what does not check: %v", err)
		}
		b, err := settings.Encode(&c)
		if err != nil {
			t.Fatal(err)
		}
		if err := settings.Decode(b, "again.yaml", &config{}); err != nil && !strings.ContainsAny(string(text), "\"\\|>'") {
			t.Errorf("what is written can't be read: %v\n%s", err, b)
		}
	})
}
