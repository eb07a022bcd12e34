package run

import "github.com/gobimt/bimt/internal/task"

// NewOn is New on data that are at hand, without the weights that the settings begin with:
// a control of a run, with another seed or other answers. Until it is trained it is as New
// would make it.
func NewOn(c *Config, d *task.Data) (*Run, error) {
	plain := *c
	plain.InitConfig, plain.FreezeZeros = InitConfig{}, false
	return assemble(&plain, d)
}
