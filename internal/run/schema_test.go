package run

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/gobimt/bimt/internal/task"
)

// The description of the data is written and read back whole.
func TestSchemaIsEnough(t *testing.T) {
	for _, w := range [][]string{
		{"independence"}, {"two-moons"}, {"digits"}, {"s4"}, {"modular-addition-transformer"}, {"in-context", "train_rows=100"},
		{"table", "path=" + cars, carInputs, "outputs=[Origin]"}, {"table", "path=" + cars, carInputs, "outputs=[Miles_per_Gallon]"},
	} {
		c := loaded(t, w[0], w[1:]...)
		d := data(t, c)
		b, err := json.Marshal(d.Schema)
		if err != nil {
			t.Fatal(err)
		}
		var s task.Schema
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		e, err := s.Data()
		if err != nil {
			t.Errorf("%v: %v\n%s", w, err, b)
			continue
		}
		if !reflect.DeepEqual(e.Schema, s) || !reflect.DeepEqual(d.InScale, e.InScale) {
			t.Errorf("%v: the description changed:\n%s", w, b)
		}
	}
}
