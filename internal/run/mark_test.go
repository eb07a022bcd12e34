package run

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/task"
)

func matrix(s task.Set) dataset.Matrix {
	return dataset.Matrix{Rows: s.Rows, Cols: s.XShape[0], Data: s.X}
}

// Predictions for a file that has the outputs are compared with them, of words and
// logarithms too.
func TestMarks(t *testing.T) {
	path := tableFile(t, "t.csv", noisyRows(100, 0))
	_, folder := kept(t, "table", path, "outputs=[y]", "categorical=[kind]", "steps=800", "lambda=0.0002")
	file := strings.TrimPrefix(path, "path=")
	a := answer(t, folder, file)
	if len(a.Marks) != 1 || a.NoMarks != nil || a.Marks[0].Output != "y" || a.Marks[0].R2 < 0.9 || !(a.Marks[0].RMSE < 1) || !math.IsNaN(float64(a.Marks[0].Accuracy)) {
		t.Errorf("%+v, %v", a.Marks, a.NoMarks)
	}
	a = answer(t, folder, write(t, "few.csv", "kind,a,b\nred,0,500\n"))
	if a.Marks != nil || a.NoMarks != nil || len(a.Rows) != 1 {
		t.Errorf("without outputs: %+v, %v", a.Marks, a.NoMarks)
	}
	a = answer(t, folder, write(t, "gap.csv", "kind,a,b,y\nred,0,500,\nblue,1,400,2\n"))
	if a.NoMarks == nil || len(a.Rows) != 2 {
		t.Errorf("with a gap: %+v", a.Marks)
	}
	a = answer(t, folder, write(t, "same.csv", "kind,a,b,y\nred,0,500,2\nblue,1,400,2\n"))
	if !math.IsNaN(float64(a.Marks[0].R2)) || a.Marks[0].NoR2 != "all values are 2" {
		t.Errorf("constant: %+v", a.Marks)
	}

	classes := "path=" + write(t, "c.csv", "a,kind\n"+strings.Repeat("1,x\n2,y\n3,x\n4,y\n-1,x\n", 20))
	_, folder = kept(t, "table", classes, "outputs=[kind]", "steps=3")
	a = answer(t, folder, strings.TrimPrefix(classes, "path="))
	if b := answer(t, folder, write(t, "new.csv", "a,kind\n1,x\n2,z\n")); b.Marks != nil || b.NoMarks == nil || len(b.Rows) != 2 {
		t.Errorf("a class that is new: %+v, %v", b.Marks, b.NoMarks)
	}
	one := loaded(t, "table", "path="+write(t, "one.csv", "a,kind\n1,x\n2,x\n3,x\n"), "outputs=[kind]", "init="+folder+"/"+ModelFile)
	if d := data(t, one); d.Classes != 2 || d.Outputs[1] != "y" {
		t.Errorf("rows of one class, for weights of two: %v", d.Outputs)
	}
	if len(a.Marks) != 1 || !(a.Marks[0].Accuracy > 0 && a.Marks[0].Accuracy <= 1) {
		t.Errorf("classes: %+v, %v", a.Marks, a.NoMarks)
	}
}

// Columns over decades are learned by their logarithm, and predicted in their own units.
func TestLogColumns(t *testing.T) {
	var b strings.Builder
	b.WriteString("x,y\n")
	for i := range 80 {
		x := math.Pow(10, float64(i%40)/10)
		b.WriteString(fmt.Sprint(x) + "," + fmt.Sprint(5*x*x) + "\n")
	}
	path := write(t, "decades.csv", b.String())
	_, folder := kept(t, "table", "path="+path, "outputs=[y]", "log=[x, y]", "steps=800", "lambda=1e-5")
	a := answer(t, folder, path)
	if a.Outside > 4 || a.Marks[0].R2 < 0.9 {
		t.Errorf("%d outside, %+v", a.Outside, a.Marks)
	}
}
