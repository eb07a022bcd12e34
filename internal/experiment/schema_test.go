package experiment

import (
	"encoding/json"
	"reflect"
	"testing"
)

// The description of the data is written and read back whole.
func TestSchemaIsEnough(t *testing.T) {
	for _, w := range [][]string{
		{"independence"}, {"two-moons"}, {"digits"}, {"s4"}, {"modular-addition-transformer"}, {"in-context", "train_rows=100"},
		{"table", "path=" + cars, carInputs, "outputs=[Origin]"}, {"table", "path=" + cars, carInputs, "outputs=[Miles_per_Gallon]"},
	} {
		c := settings(t, w[0], w[1:]...)
		d := data(t, c)
		b, err := json.Marshal(d.Schema())
		if err != nil {
			t.Fatal(err)
		}
		var s Schema
		if err := json.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		e, err := s.Data()
		if err != nil {
			t.Errorf("%v: %v\n%s", w, err, b)
			continue
		}
		if !reflect.DeepEqual(e.Schema(), s) || !reflect.DeepEqual(d.InScale, e.InScale) {
			t.Errorf("%v: the description changed:\n%s", w, b)
		}
	}
}

func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"input_shape":[2],"inputs":["a","b"],"input_scaling":{"names":["a","b"],"mean":[0,0],"std":[1,1],"min":[0,0],"max":[1,1]}}`))
	f.Add([]byte(`{"input_shape":[9000000000000000000,4],"classes":-3}`))
	f.Add([]byte(`{"input_shape":[1],"classes":2,"outputs":["x","y"],"length":1,"read":[-1]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Schema
		if json.Unmarshal(b, &s) != nil {
			return
		}
		d, err := s.Data()
		if err != nil {
			return
		}
		if n := size(d.Train.XShape) * max(1, d.Classes); n < 1 {
			t.Errorf("rows of %d numbers", n)
		}
		if d.InScale != nil {
			if _, err := d.InScale.Outside(make([]float64, len(d.Inputs))); err != nil {
				t.Error(err)
			}
		}
	})
}
