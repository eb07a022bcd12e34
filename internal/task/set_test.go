package task

import (
	"slices"
	"testing"
)

// A batch holds the rows asked for, in their order, in either type: pixels as shares of
// 255, whether many lie black side by side or none.
func TestFillRows(t *testing.T) {
	const width, rows = 21, 5
	pixels := make([]uint8, rows*width)
	for i := range pixels {
		if i%width > 9 || i >= 3*width {
			pixels[i] = uint8(37 * i)
		}
	}
	images := Set{Rows: rows, Pixels: pixels, XShape: []int{width}, Y: []float64{0, 1, 2, 3, 4}}
	numbers := images
	numbers.X, numbers.Pixels = images.AppendX(nil, 0, rows), nil
	for i, v := range numbers.X {
		if want := float64(pixels[i]) / 255; v != want {
			t.Fatalf("pixel %d is %v, want %v", i, v, want)
		}
	}
	order := []int{4, 0, 0, 2}
	var wantX, wantY []float64
	for _, i := range order {
		x, y := numbers.Row(i)
		wantX, wantY = append(wantX, x...), append(wantY, y...)
	}
	for _, s := range []Set{images, numbers} {
		x64, y64 := make([]float64, len(wantX)), make([]float64, len(wantY))
		x32, y32 := make([]float32, len(wantX)), make([]float32, len(wantY))
		Fill(s, order, x64, y64)
		Fill(s, order, x32, y32)
		if !slices.Equal(x64, wantX) || !slices.Equal(y64, wantY) {
			t.Errorf("rows %v are %v, %v", order, x64, y64)
		}
		for i, v := range wantX {
			if x32[i] != float32(v) {
				t.Errorf("float32 input %d is %v, want %v", i, x32[i], float32(v))
			}
		}
		for i, v := range wantY {
			if y32[i] != float32(v) {
				t.Errorf("float32 answer %d is %v, want %v", i, y32[i], v)
			}
		}
	}
}
