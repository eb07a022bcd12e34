package inside

import (
	"fmt"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
)

// ClassProbe is how well a linear probe of the whole stream finds a class.
type ClassProbe struct {
	Of string `json:"of"` // next character, or answer
	// Accuracy is on rows that it was not fitted on; Null is the same with the classes dealt
	// to other places.
	Accuracy run.Number `json:"accuracy"`
	Null     run.Number `json:"accuracy_null"`
	// Channel is the channel that alone says most of it, with the share of its variance that
	// lies between the classes (η²), and the largest of any channel with classes dealt.
	Channel   string     `json:"channel"`
	Alone     run.Number `json:"alone"`
	AloneNull run.Number `json:"alone_null"`
}

// probedPlaces are enough for an accuracy of two digits; fewer than rowsOfAClass to each class
// say less of the stream than of the fit.
const (
	probedPlaces = 4000
	rowsOfAClass = 20
)

// classTarget is a class at some places of rows of the test data.
type classTarget struct {
	name    string
	classes int
	rows    int      // an even number
	at      [][2]int // row and place, rows in turn: every second is of an odd row
	labels  []int
}

// classTargets are the classes that a network is to tell: of texts at every place the next
// character, else the answer at the places that are read. Numbers have none, nor have too few rows.
func classTargets(r *run.Run, rows int) *classTarget {
	d, m := r.Data, r.Network.Transformer
	if d.Classes == 0 {
		return nil
	}
	t := &classTarget{name: "answer", classes: d.Classes, rows: rows &^ 1}
	if d.Decode != nil {
		t.name = "next character"
	}
	read, places := m.Config.Read, d.Test.XShape[0]
	if read == nil {
		for i := range places {
			read = append(read, i)
		}
	}
	for k, place := range read {
		for row := range t.rows {
			if len(t.at) == probedPlaces {
				break
			}
			_, y := d.Test.Row(row)
			t.at, t.labels = append(t.at, [2]int{row, (place + places) % places}), append(t.labels, int(y[min(k, len(y)-1)]))
		}
	}
	if len(t.at) < max(2*m.Config.Width+4, rowsOfAClass*t.classes) {
		return nil
	}
	return t
}

// probe looks for the class in a stage of the stream.
func (t *classTarget) probe(r *run.Run, stage []float64, rows int) (ClassProbe, error) {
	axis := r.Network.Transformer.Residual
	width, order := axis.Len(), axis.Order()
	places := len(stage) / rows / width
	var x []float64
	for _, a := range t.at {
		x = append(x, stage[(a[0]*places+a[1])*width:][:width]...)
	}
	mixed := append([]int(nil), t.labels...)
	nullRandom().Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	p := ClassProbe{Of: t.name}
	for _, of := range []struct {
		labels        []int
		right, within *run.Number
	}{{t.labels, &p.Accuracy, &p.Alone}, {mixed, &p.Null, &p.AloneNull}} {
		right, err := lens.ClassProbe(x, width, of.labels, t.classes)
		if err != nil {
			return p, err
		}
		*of.right = run.Number(right)
		for d := range width {
			eta, err := lens.Between(column(x, width, d), of.labels, t.classes)
			if err != nil {
				return p, err
			}
			if run.Number(eta) <= *of.within {
				continue
			}
			if *of.within = run.Number(eta); of.within == &p.Alone {
				p.Channel = fmt.Sprintf("%s[%d]", axis.Name(), order[d])
			}
		}
	}
	return p, nil
}
