package task

import (
	"encoding/json"
	"testing"
)

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
		if n := Size(d.Train.XShape) * max(1, d.Classes); n < 1 {
			t.Errorf("rows of %d numbers", n)
		}
		if d.InScale != nil {
			if _, err := d.InScale.Outside(make([]float64, len(d.Inputs))); err != nil {
				t.Error(err)
			}
		}
	})
}
