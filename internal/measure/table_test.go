package measure

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gobimt/bimt/internal/run"
)

func summary(t *testing.T, name string, settings ...string) *Summary {
	t.Helper()
	c, err := run.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if err := c.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	r, err := run.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Train(t.Context()); err != nil && !run.IsNonFinite(err) {
		t.Fatal(err)
	}
	s, err := Summarize(r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// keys of a JSON object on many lines, in order.
func keys(t *testing.T, s *Summary) string {
	t.Helper()
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, line := range strings.Split(string(b), "\n") {
		if key, ok := strings.CutPrefix(line, `  "`); ok {
			all = append(all, key[:strings.Index(key, `"`)])
		}
	}
	return strings.Join(all, " ")
}

// within says whether the words of a list stand in another, in their order, others between.
func within(list, other string) bool {
	rest := strings.Fields(other)
	for _, word := range strings.Fields(list) {
		i := slices.Index(rest, word)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// The keys of summary.json and the columns of compare.csv are those that others read; new
// measures may stand among them.
func TestKeysStay(t *testing.T) {
	const built = " modularity modularity_shuffled shuffled_copies communities wiring_length mean_wire locality_ratio active_neurons activity weights_at_1_05 weights_at_1_05_exact shared_inputs"
	const end = " seconds ms_per_step ms_per_relocation relocations blas dtype version"
	const reading = " reading_effort reading_effort_rewired crossings modularity_rewired"
	for want, s := range map[string]*Summary{
		"experiment method lambda seed steps finished train_loss test_loss r2 loss_unit rmse connection_cost reduction active_weights total_weights in_order out_order" + built + end + reading:                      summary(t, "sharing", "steps=3"),
		"experiment method lambda seed steps finished train_loss test_loss train_accuracy test_accuracy loss_unit connection_cost reduction active_weights total_weights in_order out_order" + built + end + reading: summary(t, "s4", "group=3", "steps=3"),
		"experiment method lambda seed steps finished train_loss test_loss r2 loss_unit place_loss connection_cost reduction active_weights total_weights in_order out_order" + built + end + reading:                summary(t, "in-context", "steps=1", "width=8", "heads=2", "train_rows=100", "test_rows=10"),
		"experiment method lambda seed steps finished error train_loss test_loss r2 loss_unit rmse connection_cost reduction active_weights total_weights in_order out_order" + end:                                  summary(t, "sharing", "steps=30", "learning_rate=1e300"),
	} {
		if got := keys(t, s); !within(want, got) {
			t.Errorf("the keys are\n%s, want\n%s", got, want)
		}
	}
	var columns, rows []string
	for _, m := range Columns() {
		columns = append(columns, m.Key)
	}
	for _, m := range Compared() {
		rows = append(rows, m.Key)
	}
	if got, want := strings.Join(columns, " "), "train_loss test_loss train_accuracy test_accuracy r2 connection_cost active_weights total_weights active_neurons weights_at_1_05 modularity modularity_shuffled communities wiring_length mean_wire locality_ratio shared_inputs seconds ms_per_step ms_per_relocation reading_effort reading_effort_rewired crossings modularity_rewired"; !within(want, got) {
		t.Errorf("the columns are\n%s, want\n%s", got, want)
	}
	if got, want := strings.Join(rows, " "), "test_loss test_accuracy r2 active_weights connection_cost modularity modularity_excess locality_ratio shared_inputs seconds"; !within(want, got) {
		t.Errorf("the rows are\n%s, want\n%s", got, want)
	}
}

// A summary is read back as it was written, whatever it lacks; a NaN is null.
func TestSummaryIsReadBack(t *testing.T) {
	for _, s := range []*Summary{summary(t, "sharing", "steps=3"), summary(t, "s4", "group=3", "steps=3", "method=none"), summary(t, "sharing", "steps=30", "learning_rate=1e300")} {
		b, err := s.JSON()
		if err != nil {
			t.Fatal(err)
		}
		again := &Summary{}
		if err := json.Unmarshal(b, again); err != nil {
			t.Fatal(err)
		}
		c, err := again.JSON()
		if err != nil || string(b) != string(c) || s.Facts != again.Facts {
			t.Errorf("read back it is %s, %v, want %s", c, err, b)
		}
		for _, m := range All() {
			if v, w := s.Value(m.Key), again.Value(m.Key); v != w && !(math.IsNaN(v) && math.IsNaN(w)) {
				t.Errorf("%s is %v, read back %v", m.Key, v, w)
			}
		}
	}
}

func TestValues(t *testing.T) {
	s := &Summary{}
	if err := json.Unmarshal([]byte(`{"r2": [0.5, 1], "modularity": 0.5, "modularity_shuffled": 0.25, "reading_effort": 20, "reading_effort_rewired": 40, "shared_inputs": null, "method": "l1", "new": 3}`), s); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]float64{"r2": 0.75, "modularity_excess": 0.25, Readability: 10} {
		if got := s.Value(key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	for _, key := range []string{"shared_inputs", "test_loss", "method", "nothing"} {
		if got := s.Value(key); !math.IsNaN(got) {
			t.Errorf("%s is %v, want none", key, got)
		}
	}
	if s.Method != "l1" || !s.Has("modularity") || s.Has("test_loss") {
		t.Errorf("%+v", s.Facts)
	}
	for _, broken := range []string{`{"test_loss": "low"}`, `{"seed": -1}`, `[]`} {
		if json.Unmarshal([]byte(broken), &Summary{}) == nil {
			t.Errorf("%s is a summary", broken)
		}
	}
}

// Every row can be found by its key, once, and says what it needs to be compared.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range table {
		if seen[m.Key] || m.Key == "" || (m.Of == nil) == (m.From == nil) || (m.More == "") != (m.Less == "") || m.Compared > 0 && m.Name == "" {
			t.Errorf("a bad row: %+v", m)
		}
		seen[m.Key] = true
	}
	if m, err := Find("cost"); err != nil || m.Key != "connection_cost" {
		t.Errorf("cost is %s, %v", m.Key, err)
	}
	if _, err := Find("loss"); err == nil || !strings.Contains(err.Error(), "test_loss") {
		t.Errorf("an unknown measure: %v", err)
	}
}

// What can't be said of an output is null with its reason; what is useless is called so.
func TestSummaryOfUselessResults(t *testing.T) {
	s := summary(t, "sharing", "steps=3", "formulas=[x1, 3, 1e-30*x1]")
	var why []string
	var off []Output
	if r2 := s.Values("r2"); math.IsNaN(r2[0]) || !math.IsNaN(r2[1]) || !math.IsNaN(r2[2]) || !s.Get("r2_missing", &why) || len(why) != 2 || why[0] != "3: all values are 3" {
		t.Errorf("R² %v, %q", r2, why)
	}
	if !s.Get("rmse", &off) || len(off) != 3 || off[0].Name != "x1" || s.Has("warning") {
		t.Errorf("RMSE %v", off)
	}
	if s := summary(t, "sharing", "steps=300", "learning_rate=100"); !s.Has("warning") || s.Finished || s.Error != run.Diverged || s.Has("modularity") {
		t.Errorf("a run that diverged: %+v", s.Facts)
	}
}
