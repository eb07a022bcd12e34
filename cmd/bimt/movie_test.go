package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A run leaves snapshots, of which movies are made; view makes a page of it, and of a folder of
// runs. What can't be shown is one line, and nothing is written.
func TestMovieAndView(t *testing.T) {
	dir := t.TempDir()
	r, without := filepath.Join(dir, "runs", "r"), filepath.Join(dir, "runs", "without")
	short := []string{"train", "independence", "--steps", "40", "--set", "width=4", "--set", "swap_every=10", "--set", "log_every=20", "--no-pictures", "--quiet"}
	for folder, snapshots := range map[string]string{r: "3", without: "0"} {
		if status, _, msg := bimt(t, append(short, "--snapshots", snapshots, "--out", folder)...); status != 0 {
			t.Fatal(msg)
		}
	}
	if status, out, msg := bimt(t, "movie", r, "--format", "html,gif", "--dpi", "30"); status != 0 || strings.Count(out, "\n") != 2 {
		t.Errorf("movie: %d, %s%s", status, out, msg)
	}
	if text := read(t, r, "movie.html"); !strings.Contains(text, `"steps":[0,14,27,40]`) || !strings.Contains(text, "Content-Security-Policy") {
		t.Error("movie.html lacks its moments or its policy")
	}
	if !strings.HasPrefix(read(t, r, "movie.gif"), "GIF89a") {
		t.Error("movie.gif is no GIF")
	}
	if _, err := exec.LookPath("ffmpeg"); err == nil {
		if status, out, msg := bimt(t, "movie", r, "--format", "mp4", "--dpi", "30"); status != 0 || !strings.Contains(read(t, r, "movie.mp4")[:12], "ftyp") {
			t.Errorf("movie --format mp4: %d, %s%s", status, out, msg)
		}
	}
	for what, path := range map[string]string{`"kind":"run"`: without, `"kind":"comparison"`: filepath.Join(dir, "runs")} {
		page := filepath.Join(dir, "pages", "page.html")
		if status, _, msg := bimt(t, "view", path, "--out", page); status != 0 || !strings.Contains(read(t, dir, "pages/page.html"), what) {
			t.Errorf("view %s: %d, %s", path, status, msg)
		}
	}
	for _, w := range []struct{ args, want string }{
		{"movie " + without, "snapshots.safetensors"}, {"movie", "name the folder"}, {"movie " + r + " --format avi", `unknown format "avi"`}, {"movie " + r + " --dpi 1", "dpi: 1"},
		{"view " + dir + "/nowhere", "no such folder"}, {"view " + filepath.Join(dir, "pages"), "no finished run"}, {"view", "name the folder"},
		{"train independence --snapshots -1 --out " + filepath.Join(dir, "new"), "snapshots: -1"},
	} {
		if status, _, msg := bimt(t, strings.Fields(w.args)...); status != statusUsage || !strings.Contains(msg, w.want) || strings.Count(msg, "\n") != 1 {
			t.Errorf("%s: %d, %q; want %q", w.args, status, msg, w.want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("a folder was made for a run that was refused")
	}
}
