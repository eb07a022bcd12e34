package predict

import (
	"github.com/gobimt/bimt/internal/experiment"
	"github.com/gobimt/bimt/internal/rundir"
	"github.com/gobimt/bimt/internal/task"
)

// Model is a trained network with the description of its data.
type Model struct {
	Config    *experiment.Config
	Data      *task.Data // without rows
	predictor *experiment.Predictor
}

// predictRows is how many rows are computed at once.
const predictRows = 256

// Open reads a run's folder.
func Open(folder string) (*Model, error) {
	c, n, d, err := rundir.ReadTrained(folder)
	if err != nil {
		return nil, err
	}
	p, err := n.NewPredictor("new rows", predictRows, d.Train.XShape)
	if err != nil {
		return nil, err
	}
	return &Model{Config: c, Data: d, predictor: p}, nil
}

// File predicts for every row of a file.
func (m *Model) File(path string) (*Answers, error) {
	x, err := m.read(path)
	if err != nil {
		return nil, err
	}
	return m.answer(x)
}
