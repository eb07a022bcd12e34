package atomicfile

import (
	"fmt"
	"io"
	"os"
)

// Read is os.ReadFile of a file that has at most so many bytes; more are an error, and not
// read.
func Read(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(b)) > most {
		return nil, fmt.Errorf("%s: it has more than %d bytes: this is not the file it should be", path, most)
	}
	return b, err
}
