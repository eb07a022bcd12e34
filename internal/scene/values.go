package scene

import (
	"fmt"
	"math"
	"strconv"
)

// Values are weights, in JSON with four digits.
type Values []float32

// MarshalJSON implements json.Marshaler.
func (v Values) MarshalJSON() ([]byte, error) {
	b := make([]byte, 0, 8*len(v)+2)
	b = append(b, '[')
	for i, x := range v {
		if i > 0 {
			b = append(b, ',')
		}
		switch size := math.Abs(float64(x)); {
		case math.IsNaN(size) || math.IsInf(size, 0):
			return nil, fmt.Errorf("a weight is %v in single precision, which a page has: the network has diverged", x)
		case size < 5e-6:
			b = append(b, '0')
		case size < 1e-4:
			b = strconv.AppendFloat(b, float64(x), 'f', 5, 32)
		default:
			b = strconv.AppendFloat(b, float64(x), 'g', 4, 32)
		}
	}
	return append(b, ']'), nil
}
