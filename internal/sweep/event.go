package sweep

// Event is what happens while a sweep runs.
type Event struct {
	Kind   Kind
	Run    *Run    // with a Summary if it has just ended; nil of Joined and Left
	Worker string  // who trains it; empty: this program
	Step   int     // done of this run
	Loss   float64 // of Stepped, by this program: the training loss of that step
	Steps  int     // done of all runs, in this call of Sweep.Run
	Err    error   // of Failed
}

// Kind says what has happened.
type Kind int

// Kinds of events. A run that Failed may begin again, up to Attempts times.
const (
	Stepped Kind = iota // a line of a run's log
	Began               // a worker has taken a run
	Ended               // a run has its folder; the Summary says whether it is finished
	Failed              // a run could not be made
	Early               // a run was ended early, or never begun: Run.Early says why
	Joined              // a worker is there
	Left                // and is no more
)

// SettingError is that of a run that its settings don't allow: trying again helps nobody.
type SettingError struct {
	Name string // of the run
	Err  error
}

// Error implements error.
func (e *SettingError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap gives Err.
func (e *SettingError) Unwrap() error { return e.Err }
