package sweep

import "fmt"

// IsPlain says whether a name can be that of a file, of a folder and of a subject of a
// message everywhere: letters, digits, - and _, 100 at most.
func IsPlain(name string) bool {
	if name == "" || len(name) > 100 {
		return false
	}
	for _, r := range name {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return true
}

// CheckWorker refuses what is no name of a worker.
func CheckWorker(name string) error {
	if !IsPlain(name) {
		return fmt.Errorf("%q is no name of a worker: use letters, digits, - and _", name)
	}
	return nil
}
