package batch

import (
	"bytes"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/gobimt/bimt/internal/atomicfile"
)

// Job is what a scheduler is to do.
type Job struct {
	Name    string
	Dir     string // of the sweep
	Slices  int
	Program string // what is called, such as bimt
	Jobs    int    // runs at a time, and processors, of a slice
}

// mostIndex is the largest index of a Slurm array plus one: its setting MaxArraySize, where
// nobody has changed it. More slices are more arrays, with an offset.
const mostIndex = 1001

// Offsets are where arrays begin.
func (j Job) Offsets() (all []int) {
	for at := 0; at < j.Slices; at += mostIndex {
		all = append(all, at)
	}
	return all
}

// Last is the last index of the array that begins at an offset.
func (j Job) Last(offset int) int { return min(j.Slices-offset, mostIndex) - 1 }

// Slices is how many slices are sensible of so many runs of so many steps in all: such as
// take some minutes, but one at least, and not more than runs, nor than one array holds.
func Slices(runs, steps int) int {
	const stepsOfASlice = 5_000_000 // some ten minutes of the small experiments
	return max(1, min(steps/stepsOfASlice, runs, mostIndex))
}

//go:embed slurm.sh
var slurmSource string

//go:embed submit.sh
var submitSource string

//go:embed job.yaml
var kubernetesSource string

//go:embed Containerfile
var containerSource string

// Slurm writes slurm.sh, the job array, and submit.sh, which submits it.
func (j Job) Slurm() ([]string, error) {
	return j.write(map[string]string{"slurm.sh": slurmSource, "submit.sh": submitSource})
}

// Kubernetes writes job.yaml, an Indexed Job, and Containerfile, from which its image is built.
func (j Job) Kubernetes() ([]string, error) {
	return j.write(map[string]string{"job.yaml": kubernetesSource, "Containerfile": containerSource})
}

func (j Job) write(sources map[string]string) (files []string, err error) {
	full, err := filepath.Abs(j.Dir)
	if err != nil {
		return nil, err
	}
	j.Dir = full
	for _, name := range []string{"submit.sh", "slurm.sh", "job.yaml", "Containerfile"} {
		source, wanted := sources[name]
		if !wanted {
			continue
		}
		t, err := template.New(name).Funcs(template.FuncMap{"quote": quote, "label": label}).Parse(source)
		if err != nil {
			return files, err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, j); err != nil {
			return files, fmt.Errorf("%s: %w", name, err)
		}
		path := filepath.Join(full, name)
		if err := atomicfile.WriteBytes(path, b.Bytes()); err != nil {
			return files, err
		}
		if strings.HasSuffix(name, ".sh") {
			if err := os.Chmod(path, 0o755); err != nil {
				return files, err
			}
		}
		files = append(files, path)
	}
	return files, nil
}

// quote is a word as a shell takes it.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// label is a name as Kubernetes takes it.
func label(s string) string {
	s = strings.Trim(strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(s)), "-")
	return "bimt-" + s[:min(len(s), 40)]
}
