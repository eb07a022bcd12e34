//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A run that a signal ends is written, and is not overwritten by the same command.
func TestSignals(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(s) { // the program leaves it so
			t.Logf("%v is ignored here, as nohup has it: it was not tried", s)
			continue
		}
		dir := filepath.Join(t.TempDir(), "run")
		cmd := beside(t.Context(), "train", "sharing", "--steps", "100000000", "--no-pictures", "--quiet", "--out", dir)
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
		if got := cmd.ProcessState.ExitCode(); got != signalled+int(s) || !strings.Contains(msg.String(), "interrupted after step") {
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

// One signal is enough where nothing looks for it: at a file that never comes to its end,
// and while data are made.
func TestSignalsOutsideOfSteps(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "points.csv")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skipf("no pipes in this file system: %v", err)
	}
	for _, args := range [][]string{
		{"train", "--data", fifo, "--outputs", "y"},
		{"train", "shakespeare", "--data", fifo},
	} {
		cmd := beside(t.Context(), append(args, "--out", filepath.Join(t.TempDir(), "run"))...)
		var msg bytes.Buffer
		cmd.Stderr = &msg
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		pipe := openedByAnother(t, fifo)
		began := time.Now()
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // its status says how it ended
		if err := pipe.Close(); err != nil {
			t.Error(err)
		}
		if got := cmd.ProcessState.ExitCode(); got != signalled+int(syscall.SIGTERM) || time.Since(began) > time.Minute { // not waited for, it would never end
			t.Errorf("%v: status %d after %v: %s", args, got, time.Since(began), msg.String())
		}
	}
}

// Weights are never waited for: a pipe in their place is refused unopened.
func TestWeightsFromPipe(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "model.safetensors")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, msg := bimt(t, "train", "sharing", "--init", fifo, "--out", filepath.Join(t.TempDir(), "run"))
	if status != statusUsage || !strings.Contains(msg, "regular file") {
		t.Errorf("status %d: %s", status, msg)
	}
}

// openedByAnother opens a pipe as soon as somebody reads from it.
func openedByAnother(t *testing.T, fifo string) *os.File {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if f, err := os.OpenFile(fifo, os.O_WRONLY|syscall.O_NONBLOCK, 0); err == nil {
			return f
		}
	}
	t.Fatal("nobody opens the pipe")
	return nil
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
