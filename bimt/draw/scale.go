package draw

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A scale maps values to [0,1] along an axis, evenly or by their logarithm.
type scale struct {
	lo, hi float64
	log    bool
	// zero is where a logarithmic axis shows the value 0, left of a break; it is 0
	// if the axis has no such place.
	zero float64
	from float64 // where the axis goes on after the break
	// whole says that the values are counts: ticks are at whole numbers.
	whole bool
}

// A scaleTick is a mark on an axis; minor ones have no label.
type scaleTick struct {
	value float64
	label string
}

// fitScale covers all finite values, with a margin of pad (in parts of the axis)
// on both sides. A logarithmic scale covers the positive ones.
func fitScale(values []float64, log bool, pad float64) scale {
	s := scale{lo: math.Inf(1), hi: math.Inf(-1), log: log}
	for _, v := range values {
		if finite(v) && (!log || v > tiniest) {
			s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v)
		}
	}
	switch {
	case s.lo > s.hi && log:
		return scale{lo: 0.1, hi: 10, log: true}
	case s.lo > s.hi:
		return scale{lo: -1, hi: 1}
	case log:
		a, b := math.Log10(s.lo), math.Log10(s.hi)
		grow := math.Max(pad*(b-a), (0.3-(b-a))/2)
		s.lo, s.hi = math.Pow(10, a-grow), math.Pow(10, b+grow)
	case s.hi-s.lo <= alike*math.Max(math.Abs(s.lo), math.Abs(s.hi)):
		grow := math.Max(math.Abs(s.lo)/10, 1e-300)
		if s.lo == 0 {
			grow = 1
		}
		s.lo, s.hi = s.lo-grow, s.hi+grow
	default:
		grow := pad * (s.hi - s.lo)
		s.lo, s.hi = s.lo-grow, s.hi+grow
	}
	if log {
		s.lo, s.hi = math.Max(s.lo, tiniest), math.Min(s.hi, 1e300)
	}
	return s
}

// tiniest is where a logarithmic axis ends.
const tiniest = 1e-300

// alike is the relative difference below which values are the same to the eye.
const alike = 1e-5

// finite tells whether a value can be drawn: neither NaN nor infinite, nor so large
// that the length of an axis would be.
func finite(v float64) bool { return math.Abs(v) < 1e300 }

// withZero makes room for the value 0 at the left of a logarithmic scale.
func (s scale) withZero() scale {
	s.from = s.lo
	s.lo = math.Pow(10, math.Log10(s.lo)-0.22*(math.Log10(s.hi)-math.Log10(s.lo)))
	s.zero = math.Pow(10, math.Log10(s.lo)+0.06*(math.Log10(s.hi)-math.Log10(s.lo)))
	return s
}

// at is the place of a value on the axis, 0 at its low end and 1 at its high end.
func (s scale) at(v float64) float64 {
	if !s.log {
		return (v - s.lo) / (s.hi - s.lo)
	}
	if v == 0 && s.zero > 0 {
		v = s.zero
	}
	return (math.Log10(v) - math.Log10(s.lo)) / (math.Log10(s.hi) - math.Log10(s.lo))
}

// shows tells whether a value has a place on the scale.
func (s scale) shows(v float64) bool {
	return finite(v) && (!s.log || v > tiniest || v == 0 && s.zero > 0)
}

// ticks returns at most n labelled ticks, and on a logarithmic scale minor ones.
func (s scale) ticks(n int) []scaleTick {
	least := 0.0
	if s.whole {
		least = 1
	}
	if !s.log {
		return linearTicks(s.lo, s.hi, n, least)
	}
	lo := s.lo
	if s.zero > 0 {
		lo = s.from
	}
	ts := logTicks(lo, s.hi, n, least)
	if s.zero > 0 {
		ts = append([]scaleTick{{s.zero, "0"}}, ts...)
	}
	return ts
}

// linearTicks are multiples of 1, 2 or 5 times a power of ten, at least some way apart.
func linearTicks(lo, hi float64, n int, least float64) []scaleTick {
	raw := (hi - lo) / float64(max(n, 1))
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	var step float64
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * unit; step >= raw*0.999 {
			break
		}
	}
	step = math.Max(step, least)
	var ts []scaleTick
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+1e-9*step && len(ts) <= 2*n+2; k++ {
		v := k * step
		ts = append(ts, scaleTick{v, tickLabel(v, step, math.Max(math.Abs(lo), math.Abs(hi)))})
	}
	return ts
}

// tickLabel writes a tick with as many decimals as its step has.
func tickLabel(v, step, largest float64) string {
	var s string
	switch decimals := int(math.Max(0, -math.Floor(math.Log10(step)+1e-9))); {
	case v == 0:
		return "0"
	case largest < 1e-3 || largest >= 1e6:
		digits := int(math.Ceil(math.Log10(largest/step))) + 1
		s = strconv.FormatFloat(v, 'g', digits, 64)
	case largest >= 1e4 && step >= 100:
		s = strings.TrimSuffix(strconv.FormatFloat(v/1000, 'f', 1, 64), ".0") + "k"
	default:
		s = strconv.FormatFloat(v, 'f', min(decimals, 10), 64)
	}
	return tidy(s)
}

// tidy writes a minus sign as one, and an exponent without padding.
func tidy(s string) string {
	return strings.NewReplacer("e-0", "e−", "e-", "e−", "e+0", "e", "e+", "e", "-", "−").Replace(s)
}

// logTicks labels powers of ten if there are enough of them, else also their
// doubles and fives, else the ticks of an even axis.
func logTicks(lo, hi float64, n int, least float64) []scaleTick {
	a, b := math.Log10(lo), math.Log10(hi)
	if b-a < 0.7 {
		return linearTicks(lo, hi, n, least)
	}
	every := max(1, int(math.Ceil((b-a)/float64(max(n, 1)))))
	labelled := []float64{1}
	if b-a < 1.3 && n >= 5 {
		labelled = []float64{1, 2, 5}
	} else if b-a < 2.6 && n >= 4 {
		labelled = []float64{1, 3}
	}
	var ts []scaleTick
	for e := math.Floor(a); e <= b; e++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < lo*(1-1e-9) || v > hi*(1+1e-9) {
				continue
			}
			t := scaleTick{value: v}
			if slices.Contains(labelled, m) && math.Mod(e, float64(every)) == 0 {
				t.label = logLabel(v)
			}
			if t.label != "" || every == 1 {
				ts = append(ts, t)
			}
		}
	}
	return ts
}

// logLabel writes a tick of a logarithmic axis: thousands as an even axis has them.
func logLabel(v float64) string {
	switch {
	case v >= 1e6 || v < 1e3:
		return tidy(strconv.FormatFloat(v, 'g', 3, 64))
	case v >= 1e4:
		return strconv.FormatFloat(v/1000, 'f', 0, 64) + "k"
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}
