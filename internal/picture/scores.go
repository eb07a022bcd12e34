package picture

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/bimt/draw"
	"github.com/gobimt/bimt/internal/nearest"
	"github.com/gobimt/bimt/internal/run"
)

// longestScores is the most bytes of a file of scores.
const longestScores = 64 << 20

// ReadScores reads a number for each of some neurons from a CSV file, whose first line names
// its columns: neuron and value, and others, which are not read. Neurons go by the names that
// all commands use: hidden1[3], inputs and outputs by those of the data too. Errors name the
// file and the line.
func ReadScores(r *run.Run, in io.Reader, file string) (draw.Scores, error) {
	names, err := neuronNames(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(in, longestScores+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(text) > longestScores {
		return nil, fmt.Errorf("%s: it has more than %d bytes: give a line for each neuron, and not more", file, longestScores)
	}
	rows := csv.NewReader(bytes.NewReader(text))
	rows.TrimLeadingSpace = true
	header, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: want a first line neuron,value: %w", file, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // as spreadsheets begin a file
	neuron, value := slices.Index(header, "neuron"), slices.Index(header, "value")
	if neuron < 0 || value < 0 {
		return nil, fmt.Errorf("%s: its columns are %s: name two of them neuron and value", file, strings.Join(header, ", "))
	}
	scores := draw.Scores{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		line, _ := rows.FieldPos(0)
		if err := names.add(scores, row[neuron], row[value]); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, line, err)
		}
	}
	if len(scores) == 0 {
		return nil, fmt.Errorf("%s: it has no neuron: give a line such as hidden0[3],0.7 for each", file)
	}
	return scores, nil
}

// namedNeurons finds neurons by their names.
type namedNeurons struct {
	names []string
	of    map[string]namedNeuron
}

type namedNeuron struct {
	axis   *bimt.Axis
	number int
}

func neuronNames(r *run.Run) (*namedNeurons, error) {
	f, err := r.Flow()
	if err != nil {
		return nil, err
	}
	n := &namedNeurons{of: map[string]namedNeuron{}}
	for _, s := range f.Stages {
		for i := range s.Axis.Len() {
			n.name(fmt.Sprintf("%s[%d]", s.Axis.Name(), i), s.Axis, i)
		}
	}
	d := r.Data
	for axis, names := range map[*bimt.Axis][]string{r.Network.In: d.Inputs, r.Network.Out: d.Outputs} {
		if axis == nil || len(names) != axis.Len() || axis == r.Network.In && d.Tokens > 0 {
			continue
		}
		for i, name := range names {
			n.name(name, axis, i)
		}
	}
	slices.Sort(n.names)
	return n, nil
}

func (n *namedNeurons) name(name string, axis *bimt.Axis, number int) {
	if _, taken := n.of[name]; !taken {
		n.of[name] = namedNeuron{axis, number}
		n.names = append(n.names, name)
	}
}

// add takes one line of the file.
func (n *namedNeurons) add(scores draw.Scores, name, value string) error {
	at, ok := n.of[name]
	if !ok {
		return nearest.Unknown("neuron", name, n.names)
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("neuron %s: %q is no finite number", name, value)
	}
	if scores[at.axis] == nil {
		scores[at.axis] = map[int]float64{}
	}
	if _, twice := scores[at.axis][at.number]; twice {
		return fmt.Errorf("neuron %s has a value already: give each one line", name)
	}
	scores[at.axis][at.number] = v
	return nil
}
