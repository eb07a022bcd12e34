package play

// Curves are the lines of the log so far, as columns.
type Curves struct {
	Step     []int    `json:"step"`
	Train    []Number `json:"train"`
	Test     []Number `json:"test"`
	Accuracy []Number `json:"accuracy"`
	Cost     []Number `json:"cost"`
	Active   []int    `json:"active"`
}

// Curves gives them.
func (t *Training) Curves() Curves {
	c := Curves{Step: []int{}}
	for _, l := range t.run.Lines {
		c.Step = append(c.Step, l.Step)
		c.Train, c.Test = append(c.Train, Number(l.TrainLoss)), append(c.Test, Number(l.TestLoss))
		c.Accuracy, c.Cost, c.Active = append(c.Accuracy, Number(l.TestAccuracy)), append(c.Cost, Number(l.Cost)), append(c.Active, l.Active)
	}
	return c
}
