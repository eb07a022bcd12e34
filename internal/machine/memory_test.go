package machine

import (
	"strings"
	"testing"
)

func TestMemory(t *testing.T) {
	have := Memory()
	if have < 64<<20 || have > 1<<50 {
		t.Errorf("the machine has %v bytes", have)
	}
	if Available() > have*64 || DiskFree(t.TempDir()) < 0 {
		t.Error("more is available than there is")
	}
	if DiskFree("/there/is/no/such/folder") != 0 {
		t.Error("a missing folder has room")
	}
}

func TestCheck(t *testing.T) {
	if err := Check(1 << 20); err != nil {
		t.Error(err)
	}
	err := Check(1e18)
	if err == nil || !strings.Contains(err.Error(), "1 EB of memory are needed") {
		t.Error(err)
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[float64]string{0: "0 B", 999: "999 B", 8e9: "8 GB", 1.5e12: "1.5 TB", 3e24: "3e+06 EB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%v bytes: %s, want %s", n, got, want)
		}
	}
}
