//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary the program itself.
const asProgram = "BIMT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A run that a signal ends is written, and is not overwritten by the same command.
func TestSignals(t *testing.T) {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		dir := filepath.Join(t.TempDir(), "run")
		cmd := exec.Command(os.Args[0], "train", "sharing", "--steps", "100000000", "--no-pictures", "--quiet", "--out", dir)
		cmd.Env = append(os.Environ(), asProgram+"=1")
		var msg bytes.Buffer
		cmd.Stderr = &msg
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitForLines(t, cmd, filepath.Join(dir, "metrics.csv"))
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status says how it ended
		if got := cmd.ProcessState.ExitCode(); got != statusInterrupted || !strings.Contains(msg.String(), "interrupted after step") {
			t.Errorf("%v: status %d: %s", s, got, msg.String())
		}
		if !strings.Contains(read(t, dir, "summary.json"), `"error": "interrupted after step`) {
			t.Errorf("%v: the summary does not say so", s)
		}
		again := []string{"train", "sharing", "--steps", "2", "--no-pictures", "--quiet", "--out", dir}
		if status, _, msg := bimt(t, again...); status != statusUsage || !strings.Contains(msg, "was interrupted at step") || !strings.Contains(msg, "--force") {
			t.Errorf("%v: the same command once more: status %d: %s", s, status, msg)
		}
	}
}

// waitForLines waits until a file has two lines.
func waitForLines(t *testing.T, cmd *exec.Cmd, path string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if b, err := os.ReadFile(path); err == nil && bytes.Count(b, []byte("\n")) > 1 {
			return
		}
		if time.Now().After(end) {
			_ = cmd.Process.Kill()
			t.Fatal("no line of the log in a minute")
		}
	}
}
