// Package doctor examines the machine and the program: whether they compute what they
// should, how fast, and whether a run can be kept.
//
//	for line := range doctor.Examine(ctx, folder) { fmt.Println(line.Name, line.OK, line.Found) }
//
// Guarantees: it needs nothing but the program, takes some seconds, and leaves nothing
// behind. A line that is not OK says what to do.
package doctor
