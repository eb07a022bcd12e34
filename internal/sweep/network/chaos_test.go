package network

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gobimt/bimt/internal/run"
	"github.com/gobimt/bimt/internal/sweep"
)

// roleKey has this program be a lead or a worker, for a test that kills them.
const roleKey = "BIMT_TEST_ROLE"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(roleKey) {
	case "lead":
		err = leadProcess(os.Args[1])
	case "worker":
		err = workerProcess(os.Args[1], os.Args[2])
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func chaosPlan() (*sweep.Plan, error) {
	c, err := run.Load("two-moons")
	if err != nil {
		return nil, err
	}
	p := &sweep.Plan{Bases: []*run.Config{c}, Vary: []string{"seed=0..23"}}
	return p, c.Set("steps=10", "width=4", "blas=go")
}

// leadProcess leads the sweep in a folder, and says where in a file.
func leadProcess(dir string) error {
	p, err := chaosPlan()
	if err != nil {
		return err
	}
	s, err := sweep.Begin(p, dir)
	if err != nil {
		return err
	}
	defer s.Close() // nothing is written to the lock
	server, err := Serve(Options{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer server.Close()
	err = s.Run(context.Background(), &Runner{Server: server, Lease: time.Second, Ready: func(at string) {
		_ = os.WriteFile(filepath.Join(dir, "address"), []byte(at), 0o600) // the test misses it
	}}, nil)
	if err == nil {
		_, err = s.Write()
	}
	return err
}

func workerProcess(at, dir string) error {
	ctx := context.Background()
	name := fmt.Sprintf("w-%d", os.Getpid())
	from, err := Dial(ctx, at, name, time.Minute)
	if err != nil {
		return err
	}
	defer from.Close()
	w := &sweep.Worker{Name: name, Dir: filepath.Join(dir, name), Jobs: 1, Limits: sweep.DefaultLimits()}
	return w.Work(ctx, from)
}

// child is this program in a role.
func child(t *testing.T, role string, args ...string) (c *exec.Cmd, ended chan error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c = exec.Command(self, args...)
	c.Env = append(os.Environ(), roleKey+"="+role)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended = make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() { _ = c.Process.Kill() }) // it may have ended
	return c, ended
}

// Workers are killed, and the lead with its server, and the folder of its queue goes: every run is there once, with
// the bytes of one machine without trouble.
func TestChaos(t *testing.T) {
	p, err := chaosPlan()
	if err != nil {
		t.Fatal(err)
	}
	want := alone(t, p)
	if _, err := want.Write(); err != nil {
		t.Fatal(err)
	}
	dir, tmp := t.TempDir(), t.TempDir()
	lead, ended := child(t, "lead", dir)
	at := awaited(t, dir)
	first, _ := child(t, "worker", at, tmp)
	child(t, "worker", at, tmp)
	for _, kill := range []struct {
		after int // runs
		do    func()
	}{
		{3, func() { _ = first.Process.Kill(); child(t, "worker", at, tmp) }},
		{8, func() {
			_ = lead.Process.Kill()
			<-ended
			if err := os.Remove(filepath.Join(dir, "address")); err != nil {
				t.Error(err)
			}
			lead, ended = child(t, "lead", dir)
			if again := awaited(t, dir); again != at {
				t.Errorf("the address was %s and is %s", at, again)
			}
		}},
		{14, func() {
			if err := os.RemoveAll(filepath.Join(dir, ".jetstream")); err != nil {
				t.Error(err)
			}
		}},
	} {
		for done(t, dir) < kill.after {
			time.Sleep(5 * time.Millisecond)
		}
		kill.do()
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	a, err := os.ReadFile(filepath.Join(want.Dir, sweep.TableFile))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, sweep.TableFile))
	if err != nil || !bytes.Equal(a, b) || done(t, dir) != 24 {
		t.Errorf("%d runs, %v:\n%s\nwant\n%s", done(t, dir), err, b, a)
	}
}

// awaited is the address that the lead leaves.
func awaited(t *testing.T, dir string) string {
	t.Helper()
	for {
		b, err := os.ReadFile(filepath.Join(dir, "address"))
		if err == nil && len(b) > 0 {
			return string(b)
		}
		if t.Context().Err() != nil {
			t.Fatal("the lead says nothing")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// done counts the runs that are there.
func done(t *testing.T, dir string) int {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, sweep.RunsFolder, "[0-9a-f]*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}
