package exec

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Run computes the program once.
func (x *Executor) Run() error {
	for _, i := range x.inputs {
		x.values[i] = x.nodes[i].Value() // gorgonia.Let may have put another there
	}
	return x.compute(x.steps)
}

// StoreAll computes the program once more on the same inputs, and stores every value.
func (x *Executor) StoreAll() error { return x.compute(x.schedule(false)) }

func (x *Executor) compute(steps []step) error {
	for k := range steps {
		var err error
		if s := &steps[k]; s.region != nil {
			err = s.region.run(x)
		} else {
			err = x.do(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// do computes a single instruction.
func (x *Executor) do(s *step) (err error) {
	i := s.one
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %v", i.describe(), r)
		}
	}()
	if s.pass == nil {
		x.values[i.out], err = x.foreign(i)
	} else if err = s.pass.Begin(x.arguments(i), 1, 1, i.op.Height()); err == nil {
		x.values[i.out] = s.pass.Value()
		err = s.pass.Run(0, 0, 0, i.op.Height(), false)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", i.describe(), err)
	}
	if i.after != nil {
		i.after(x.values[i.out])
	}
	return nil
}

// foreign has Gorgonia compute a value.
func (x *Executor) foreign(i *instruction) (gorgonia.Value, error) {
	v, err := i.node.Op().Do(x.arguments(i)...)
	if err == nil && v == nil {
		err = fmt.Errorf("it is a statement and has no value: read nodes with Session.Value")
	}
	return v, err
}

// arguments are the values that i reads.
func (x *Executor) arguments(i *instruction) []gorgonia.Value {
	for k, p := range i.in {
		i.args[k] = x.values[p]
	}
	return i.args
}
