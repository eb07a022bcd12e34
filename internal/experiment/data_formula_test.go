package experiment

import "testing"

func TestFormulas(t *testing.T) {
	d := data(t, settings(t, "composition"))
	x, y := d.Train.Row(3)
	u, v := x[0]-x[1], x[2]-x[3]
	if !near(y[0]*y[0], u*u+v*v) {
		t.Errorf("at %v the answer is %v", x, y)
	}
	for formula, want := range map[string]string{
		"sqrt((x1-x2)^2 + sin(pi*x4))": "√((x1−x2)²+sin(πx4))",
		"pixel^12*pi":                  "pixel¹²·π",
		"2*pi * x1^2.5":                "2·πx1^2.5",
	} {
		if got := prettyFormula(formula); got != want {
			t.Errorf("%s is drawn as %s, want %s", formula, got, want)
		}
	}
}
