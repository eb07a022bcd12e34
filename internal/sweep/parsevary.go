package sweep

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/settings"
)

// mostRuns is the most runs of one sweep.
const mostRuns = 1_000_000

// varied is what one --vary asks for: values to combine with all others, or what to draw from.
type varied struct {
	Vary
	drawn    bool
	from, to float64 // if drawn from an interval, and not from Values
	log      bool
	whole    bool // only whole numbers
}

// parseVary reads KEY=VALUES: a list a,b,c; all whole numbers 0..99; points of an interval,
// 0..1:5 or 1e-4..1e-2:log:5; an interval to draw from, 0..1:draw or 1e-4..1e-2:log:draw; a
// list to draw from, a,b,c:draw.
func parseVary(text string, base *run.Config) (varied, error) {
	key, values, ok := strings.Cut(text, "=")
	if !ok || key == "" || values == "" {
		return varied{}, fmt.Errorf("--vary %q: write it as KEY=a,b,c, as KEY=0..99, or as KEY=1e-4..1e-2:log:5", text)
	}
	v := varied{Vary: Vary{Key: key}}
	err := v.parse(values, base)
	if err != nil {
		err = fmt.Errorf("--vary %s: %w", text, err)
	}
	return v, err
}

func (v *varied) parse(values string, base *run.Config) error {
	v.whole = isWhole(base, v.Key)
	interval, is := "", false
	parts := strings.Split(values, ":")
	if v.from, v.to, is = parseInterval(parts[0]); is {
		interval = strings.Join(parts[1:], ":")
	} else if values, v.drawn = strings.CutSuffix(values, ":draw"); true {
		v.Values = splitList(values)
		return nil
	}
	if !(v.from < v.to) {
		return fmt.Errorf("%v..%v: the second must be larger", v.from, v.to)
	}
	interval, v.log = cutWord(interval, "log")
	if v.log && v.from <= 0 {
		return fmt.Errorf("a logarithm needs numbers above 0")
	}
	switch interval {
	case "":
		return v.count()
	case "draw":
		v.drawn = true
		return nil
	}
	n, err := strconv.Atoi(interval)
	if err != nil || n < 2 || n > mostRuns {
		return fmt.Errorf("%q: after the interval say how many points, at least 2, or draw: 0..1:5, 1e-4..1e-2:log:5, 0..1:draw", interval)
	}
	for i := range n {
		v.Values = append(v.Values, v.at(float64(i)/float64(n-1)))
	}
	return nil
}

// cutWord takes a word off the front of a list with colons.
func cutWord(list, word string) (rest string, found bool) {
	if list == word {
		return "", true
	}
	rest, found = strings.CutPrefix(list, word+":")
	return rest, found
}

// isWhole says whether a setting is a whole number.
func isWhole(c *run.Config, key string) bool {
	_, isInt := settings.Get[int](c, key)
	_, isUint := settings.Get[uint64](c, key)
	return isInt || isUint
}

func parseInterval(text string) (from, to float64, ok bool) {
	a, b, ok := strings.Cut(text, "..")
	if !ok {
		return 0, 0, false
	}
	from, err1 := strconv.ParseFloat(a, 64)
	to, err2 := strconv.ParseFloat(b, 64)
	return from, to, err1 == nil && err2 == nil && !math.IsInf(to-from, 0) && !math.IsNaN(to-from)
}

// count lists the whole numbers of an interval.
func (v *varied) count() error {
	if !v.whole || v.log || v.from != math.Trunc(v.from) || v.to != math.Trunc(v.to) {
		return fmt.Errorf("say how many points, or draw: 0..1:5, 1e-4..1e-2:log:5, 0..1:draw")
	}
	if v.to-v.from >= mostRuns {
		return fmt.Errorf("that is more than %d runs", mostRuns)
	}
	for x := v.from; x <= v.to; x++ {
		v.Values = append(v.Values, strconv.FormatFloat(x, 'f', -1, 64))
	}
	return nil
}

// at is the value at a part of the interval, or of the list, from 0 to 1.
func (v *varied) at(part float64) string {
	if len(v.Values) > 0 && v.drawn {
		return v.Values[min(int(part*float64(len(v.Values))), len(v.Values)-1)]
	}
	x := v.from + part*(v.to-v.from)
	if v.log {
		x = v.from * math.Pow(v.to/v.from, part)
	}
	if v.whole {
		return strconv.FormatFloat(math.Round(x), 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 6, 64) // the same on every machine
}

// splitList cuts a list at its commas, but for those in brackets and quotes.
func splitList(list string) (parts []string) {
	depth, quote, start := 0, byte(0), 0
	for i := range len(list) {
		switch c := list[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte("[{", c) >= 0:
			depth++
		case strings.IndexByte("]}", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			parts, start = append(parts, strings.TrimSpace(list[start:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(list[start:]))
}
