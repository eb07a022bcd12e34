package golden

import "testing"

// EachBLAS runs a test once for each way to compute products that this machine has:
// Go's own kernels always, OpenBLAS where it is installed. use is blas.Use.
func EachBLAS(t *testing.T, use func(name string) error, test func(t *testing.T)) {
	t.Helper()
	defer func() {
		if err := use("go"); err != nil {
			t.Error(err)
		}
	}()
	for _, name := range []string{"go", "openblas"} {
		if err := use(name); err != nil {
			if name == "go" {
				t.Fatal(err)
			}
			t.Logf("not with %s: %v", name, err)
			continue
		}
		t.Run(name, test)
	}
}
