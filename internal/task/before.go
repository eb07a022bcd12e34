package task

import (
	"fmt"
	"slices"
	"strings"
)

// continueFrom brings the settings in line with what the weights to begin with were trained on, and says so; what can't
// be brought in line is an error.
func (c *Table) continueFrom(d *Data) error {
	b := c.before
	if b == nil {
		return nil
	}
	if c.Task != "" && c.Task != b.Task {
		return fmt.Errorf("task: the weights were trained for a %s: leave out --task, or train without --init", b.Task)
	}
	c.Task = b.Task
	var err error
	if c.Inputs, err = inOrder(d, "inputs", c.Inputs, b.Columns()); err != nil {
		return err
	}
	if b.Classes == 0 {
		if c.Outputs, err = inOrder(d, "outputs", c.Outputs, b.Outputs); err != nil {
			return err
		}
	}
	if c.Categorical, err = inOrder(nil, "categorical", c.Categorical, b.Categories.Columns()); err != nil {
		return err
	}
	var logs []string
	if b.InScale != nil {
		logs = b.InScale.LogNames()
	}
	if b.OutScale != nil {
		logs = append(logs, b.OutScale.LogNames()...)
	}
	if c.Log, err = inOrder(nil, "log", c.Log, logs); err != nil {
		return err
	}
	switch {
	case c.Rescale:
		d.Notes = append(d.Notes, "columns are standardised anew, as rescale wants it: the weights begin with other numbers than they were trained on")
	case b.InScale != nil:
		d.Notes = append(d.Notes, "columns are scaled as the weights were trained (--set rescale=true scales them by these rows)")
	}
	return nil
}

// inOrder gives the columns of the weights for those that are asked for, if these are the same, or none.
func inOrder(d *Data, key string, asked, had []string) ([]string, error) {
	switch {
	case len(asked) == 0 || slices.Equal(asked, had):
		return had, nil
	case !slices.Equal(slices.Sorted(slices.Values(asked)), slices.Sorted(slices.Values(had))):
		return nil, fmt.Errorf("%s: the weights were trained with %s, not with %s: leave out --%s, or train without --init", key, listed(had), listed(asked), key)
	}
	if d != nil {
		d.Notes = append(d.Notes, fmt.Sprintf("%s are put in the order of the weights: %s", key, listed(had)))
	}
	return had, nil
}

// listed writes names, of many the first.
func listed(names []string) string {
	const most = 12
	switch n := len(names); {
	case n == 0:
		return "none"
	case n > most:
		return fmt.Sprintf("%s, … (%d in all)", strings.Join(names[:most], ", "), n)
	}
	return strings.Join(names, ", ")
}
