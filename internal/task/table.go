package task

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gobimt/bimt/internal/dataset"
	"github.com/gobimt/bimt/internal/dataset/table"
)

func init() { register("table", &Table{}) }

// Table is a user's own columns.
type Table struct {
	Inputs        []string `yaml:"inputs,omitempty" about:"columns to predict from; none: all but the outputs"`
	Outputs       []string `yaml:"outputs,omitempty" about:"columns of the table to predict"`
	Path          string   `yaml:"path,omitempty" about:"the CSV, NPY or NPZ file"`
	Task          string   `yaml:"task,omitempty" about:"regression or classification; empty: found from the outputs of the table" oneof:"- regression classification"`
	Standardise   bool     `yaml:"standardise,omitempty" about:"scale the table's columns to mean 0 and deviation 1; predictions are scaled back"`
	TrainFraction float64  `yaml:"train_fraction,omitempty" about:"part of the rows to train on; the others are for the test" min:"0" max:"1"`
	DropMissing   bool     `yaml:"drop_missing,omitempty" about:"leave out rows of the table where a value is missing; if not, they are errors"`
	Categorical   []string `yaml:"categorical,omitempty" about:"inputs of the table that are words: each word becomes a column of 0 and 1"`
	Log           []string `yaml:"log,omitempty" about:"columns of the table, all above 0, that are taken as their logarithm"`
	Rescale       bool     `yaml:"rescale,omitempty" about:"with init: standardise the table anew, not as the weights were trained"`

	own    []byte  // the CSV file itself, in place of Path; nil: Path is read
	before *Schema // what the weights to begin with were trained on; nil if they are drawn
}

// Hold has Make read a CSV that is at hand, in place of a file: Path names it in errors.
func (c *Table) Hold(csv []byte) { c.own = csv }

// readFile reads the columns, of the file or of what is held in its place.
func (c *Table) readFile(o table.Options) (*table.Table, error) {
	if c.own != nil {
		return table.Decode(bytes.NewReader(c.own), c.Path, int64(len(c.own)), o)
	}
	return table.Read(c.Path, o)
}

// Before has Make bring the table into the form that weights were trained on, which s describes: the order of columns,
// categories, scaling, and the rows that are for the test.
func (c *Table) Before(s *Schema) { c.before = s }

// Make implements Source: it reads the columns, and splits and standardises the rows. Inputs and Task say afterwards what
// they were found to be.
func (c *Table) Make(_ context.Context, rng *rand.Rand) (*Data, error) {
	d := &Data{}
	if err := c.continueFrom(d); err != nil {
		return nil, err
	}
	t, err := c.read()
	if err != nil {
		return nil, err
	}
	cut := len(t.Columns) - t.Outputs
	if cut == 0 {
		return nil, fmt.Errorf("inputs: %s has no column but the outputs: name some with --inputs", t.Source)
	}
	outputs := t.Columns[cut:]
	c.Inputs, c.Outputs = t.Names()[:cut], t.Names()[cut:]
	d.Notes = append(d.Notes, t.Notes()...)
	if err := c.findTask(d, outputs); err != nil {
		return nil, err
	}
	if t, err = c.encode(d, t); err != nil {
		return nil, err
	}
	d.Inputs = t.Names()[:len(t.Columns)-t.Outputs]
	train, test, err := c.split(d, t, rng)
	if err != nil {
		return nil, err
	}
	if few := table.FewRows(len(train), len(test), len(d.Inputs)); few != "" {
		d.Notes = append(d.Notes, few)
	}
	if err := c.fillInputs(d, t, train, test); err != nil {
		return nil, err
	}
	if c.Task == table.Classification.String() {
		return d, c.fillClasses(d, t, outputs[0], train, test)
	}
	return d, c.fillNumbers(d, t, train, test)
}

// encode makes columns of 0 and 1 of the categorical ones.
func (c *Table) encode(d *Data, t *table.Table) (_ *table.Table, err error) {
	switch {
	case c.before != nil:
		d.Categories = c.before.Categories
	case len(c.Categorical) > 0:
		if d.Categories, err = table.NewCategories(t, c.Categorical...); err != nil {
			return nil, err
		}
	}
	return d.Categories.Apply(t)
}

// read reads the columns that are named, or, if no input is, all.
func (c *Table) read() (*table.Table, error) {
	if c.Path == "" {
		return nil, fmt.Errorf("path: name a CSV, NPY or NPZ file, with --data FILE")
	}
	o := table.Options{Inputs: c.Inputs, Outputs: c.Outputs, DropMissing: c.DropMissing, Categorical: c.Categorical, Log: c.Log}
	if len(c.Outputs) == 0 {
		return nil, fmt.Errorf("outputs: name the columns to predict, with --outputs A,B%s", columnsOf(c.Path))
	}
	t, err := c.readFile(o)
	if err == nil || c.Task != table.Classification.String() {
		return t, err
	}
	o.Text = c.Outputs // classes may be named 1 and 2b
	if t, asText := c.readFile(o); asText == nil {
		return t, nil
	}
	return nil, err
}

// columnsOf lists the columns of a file, if that can be read at all.
func columnsOf(path string) string {
	names, err := table.ColumnNames(path)
	if err != nil {
		return ""
	}
	return "; its columns are " + strings.Join(names, ", ")
}

// findTask decides between regression and classification, unless the settings do.
func (c *Table) findTask(d *Data, outputs []table.Column) error {
	if c.Task == "" {
		task, reason, err := table.DetectTask(outputs)
		if err != nil {
			return err
		}
		c.Task = task.String()
		d.Notes = append(d.Notes, c.Task+": "+reason)
	}
	if c.Task == table.Classification.String() && len(outputs) != 1 {
		return fmt.Errorf("task: %d outputs: a classification has one, the column of the class", len(outputs))
	}
	return nil
}

func (c *Table) fillInputs(d *Data, t *table.Table, train, test []int) error {
	x, err := t.Matrix(d.Inputs...)
	if err != nil {
		return err
	}
	var old *table.Scaling
	if c.before != nil {
		old = c.before.InScale
	}
	d.InScale, d.Train.X, d.Test.X, err = c.scaleParts(d.Inputs, x, train, test, old)
	d.Train.Rows, d.Test.Rows = len(train), len(test)
	d.Train.XShape, d.Test.XShape = []int{x.Cols}, []int{x.Cols}
	return err
}

// scaleParts splits a matrix and scales both parts: as old says, if it does, else by the training part.
func (c *Table) scaleParts(names []string, m dataset.Matrix, train, test []int, old *table.Scaling) (s *table.Scaling, a, b []float64, err error) {
	first, second := m.Select(train), m.Select(test)
	if s, err = c.fit(names, first, old); err != nil {
		return nil, nil, nil, err
	}
	if first, err = s.Apply(first); err != nil {
		return nil, nil, nil, err
	}
	second, err = s.Apply(second)
	return s, first.Data, second.Data, err
}

// fit finds the scaling of rows to train on, with their range.
func (c *Table) fit(names []string, m dataset.Matrix, old *table.Scaling) (*table.Scaling, error) {
	var logs []string
	for _, name := range c.Log {
		if slices.Contains(names, name) {
			logs = append(logs, name)
		}
	}
	unscaled := c.before != nil && old == nil // as formulas are, which weights may come from
	if c.Rescale || c.before == nil {
		unscaled = !c.Standardise
	}
	if unscaled {
		return asIs(names, m, logs...)
	}
	s, err := table.FitScaling(names, m, logs...)
	if err != nil || old == nil || c.Rescale {
		return &s, err
	}
	s.Mean, s.Std, s.Log = old.Mean, old.Std, old.Log
	for j := range names {
		s.Min[j], s.Max[j] = min(s.Min[j], old.Min[j]), max(s.Max[j], old.Max[j])
	}
	return &s, nil
}

func (c *Table) fillNumbers(d *Data, t *table.Table, train, test []int) error {
	y, err := t.Matrix(c.Outputs...)
	if err != nil {
		return err
	}
	d.Outputs = c.Outputs
	var old *table.Scaling
	if c.before != nil {
		old = c.before.OutScale
	}
	if d.OutScale, d.Train.Y, d.Test.Y, err = c.scaleParts(c.Outputs, y, train, test, old); err != nil {
		return err
	}
	d.Train.YShape, d.Test.YShape = []int{y.Cols}, []int{y.Cols}
	return d.OutScale.CheckVaries()
}

// classes are those of the weights to begin with, else all there are.
func (c *Table) classes(output table.Column) (table.Classes, error) {
	if c.before != nil {
		return c.before.Outputs, nil
	}
	return table.NewClasses(output)
}

func (c *Table) fillClasses(d *Data, t *table.Table, output table.Column, train, test []int) error {
	classes, err := c.classes(output)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Source, err)
	}
	labels, err := classes.Encode(output, t.Where)
	if err != nil {
		return err
	}
	d.Outputs, d.Classes = classes, len(classes)
	seen := map[int]bool{}
	for _, i := range train {
		seen[labels[i]] = true
		d.Train.Y = append(d.Train.Y, float64(labels[i]))
	}
	for _, i := range test {
		d.Test.Y = append(d.Test.Y, float64(labels[i]))
	}
	if len(seen) < 2 && c.before == nil {
		return fmt.Errorf("%s: the %d rows to train on are all of one class: give more rows, or another train_fraction or seed", t.Source, len(train))
	}
	return nil
}
