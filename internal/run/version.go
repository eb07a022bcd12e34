package run

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/gobimt/bimt/graph/blas"
)

// Version is the version of this program, as it was built.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	said := map[string]string{}
	for _, s := range info.Settings {
		said[s.Key] = s.Value
	}
	version := "devel"
	if revision := said["vcs.revision"]; len(revision) >= 12 {
		version += "-" + revision[:12]
		if said["vcs.modified"] == "true" {
			version += "+changes"
		}
	}
	return version
}

// versions are those of everything that can change a run's bits.
func versions() map[string]string {
	v := map[string]string{
		"bimt": Version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH, "blas": blas.Name(),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			if d.Path == "gorgonia.org/gorgonia" || d.Path == "gorgonia.org/tensor" {
				v[d.Path[len("gorgonia.org/"):]] = d.Version
			}
		}
	}
	return v
}

// Resolved is a copy of settings with nothing left open that can be said: it names who
// computes matrix products, and what this program is made with.
func Resolved(c *Config) *Config {
	full := *c
	full.MadeWith = versions()
	if full.BLAS == "auto" {
		full.BLAS = blas.Choice()
	}
	return &full
}

// WriteConfig writes the complete settings, with what the run is made with: training
// from this file repeats the run.
func (f *Folder) WriteConfig(c *Config) error {
	return f.writeConfig(c, fmt.Sprintf("`bimt train %s` repeats this run bit for bit on the same build and machine.", ConfigFile))
}

// writeConfig writes settings under a line that says what they are for.
func (f *Folder) writeConfig(c *Config, about string) error {
	b, err := Resolved(c).Encode()
	if err != nil {
		return err
	}
	return f.Write(ConfigFile, append([]byte(fmt.Sprintf("# %s: %s\n", c.Experiment, about)), b...))
}
