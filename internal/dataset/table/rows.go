package table

import "fmt"

// fewTests is how many test rows are few: R² of ten has a standard error of some
// 0.1 even for a good fit.
const fewTests = 10

// FewRows says in one sentence what so few rows mean for a training with so many
// inputs; "" if they aren't few. They are if fewer than 10 are left to test on, or
// if there are fewer to train on than inputs.
func FewRows(train, test, inputs int) string {
	fewTest := fmt.Sprintf("only %s of %d to test on, so that measures on them say little", count(test, "row"), train+test)
	fewTrain := fmt.Sprintf("%s to train on are fewer than the %d inputs, so that they can be learnt by heart", count(train, "row"), inputs)
	switch {
	case test < fewTests && train < inputs:
		return fewTrain + ", and " + fewTest + ": give more rows"
	case test < fewTests:
		return fewTest + ": give more rows, or a smaller train_fraction"
	case train < inputs:
		return fewTrain + ": give more rows or fewer inputs"
	}
	return ""
}
