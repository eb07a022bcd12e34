//go:build !js

package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// images and labels make tiny IDX files of n images of 1×w pixels.
func images(n, w int) []byte {
	b := []byte{0, 0, 8, 3}
	for _, d := range []int{n, 1, w} {
		b = binary.BigEndian.AppendUint32(b, uint32(d))
	}
	return append(b, make([]byte, n*w)...)
}

func labels(values ...byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte{0, 0, 8, 1}, uint32(len(values)))
	return append(b, values...)
}

func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFromDir(t *testing.T) {
	tests := []struct {
		name        string
		files       map[string][]byte
		train, test int
	}{
		{"MNIST", map[string][]byte{
			"train-images-idx3-ubyte.gz": packed(images(3, 2)), "train-labels-idx1-ubyte.gz": packed(labels(0, 1, 2)),
			"t10k-images-idx3-ubyte.gz": packed(images(2, 2)), "t10k-labels-idx1-ubyte.gz": packed(labels(0, 4)),
			"README": nil}, 3, 2},
		{"dots, plain", map[string][]byte{
			"train-images.idx3-ubyte": images(3, 2), "train-labels.idx1-ubyte": labels(0, 1, 2),
			"t10k-images.idx3-ubyte": images(2, 2), "t10k-labels.idx1-ubyte": labels(0, 4)}, 3, 2},
		{"EMNIST", map[string][]byte{
			"emnist-letters-train-images-idx3-ubyte": images(3, 2), "emnist-letters-train-labels-idx1-ubyte": labels(0, 1, 2),
			"emnist-letters-test-images-idx3-ubyte": images(2, 2), "emnist-letters-test-labels-idx1-ubyte": labels(0, 4)}, 3, 2},
		{"pool", map[string][]byte{
			"mnist-10k-images-idx3-ubyte.gz": packed(images(4, 2)), "mnist-10k-labels-idx1-ubyte.gz": packed(labels(4, 1, 2, 0))}, 4, 0},
		{"plain before gzip", map[string][]byte{
			"t10k-images-idx3-ubyte": images(5, 2), "t10k-images-idx3-ubyte.gz": []byte("broken"),
			"t10k-labels-idx1-ubyte": labels(0, 1, 2, 3, 4)}, 5, 0},
	}
	for _, tt := range tests {
		d, err := FromDir(folder(t, tt.files))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if d.Train.Count != tt.train || d.Test.Count != tt.test || d.Pooled != (tt.test == 0) || d.Classes() != 5 {
			t.Errorf("%s: %d and %d images, pooled %v, %d classes", tt.name, d.Train.Count, d.Test.Count, d.Pooled, d.Classes())
		}
		if want := 4; !d.Pooled && len(d.Files) != want {
			t.Errorf("%s: read %v", tt.name, d.Files)
		}
	}
}

func TestFromDirErrors(t *testing.T) {
	i, l := images(2, 2), labels(0, 1)
	pairOf := func(prefixes ...string) map[string][]byte {
		files := map[string][]byte{}
		for _, p := range prefixes {
			files[p+"images-idx3-ubyte"], files[p+"labels-idx1-ubyte"] = i, l
		}
		return files
	}
	unequal := pairOf("train-", "t10k-")
	unequal["t10k-images-idx3-ubyte"] = images(2, 3)
	damaged := pairOf("train-", "t10k-")
	damaged["t10k-labels-idx1-ubyte"] = l[:9]
	tests := []struct{ name, dir, want string }{
		{"empty", folder(t, nil), "none of its 0 entries is an IDX file"},
		{"absent", filepath.Join(t.TempDir(), "absent"), "no such file"},
		{"a file", filepath.Join(folder(t, map[string][]byte{"x": nil}), "x"), "it is a file: name the folder"},
		{"no labels", folder(t, map[string][]byte{"train-images-idx3-ubyte": i}), "put train-labels-idx1-ubyte.gz beside it"},
		{"no images", folder(t, map[string][]byte{"t10k-labels-idx1-ubyte": l}), "put t10k-images-idx3-ubyte.gz beside it"},
		{"two sets", folder(t, pairOf("a-train-", "b-train-")), "more than one set of images (a-train-images-idx3-ubyte, b-train-images-idx3-ubyte)"},
		{"three pairs", folder(t, pairOf("train-", "t10k-", "mnist-10k-")), "more than one set of images"},
		{"sizes", folder(t, unequal), "are 1×2, but those of"},
		{"damaged", folder(t, damaged), "announces 10 bytes, but the file has 9"},
	}
	for _, tt := range tests {
		if _, err := FromDir(tt.dir); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v\nwant one with %q", tt.name, err, tt.want)
		}
	}
}

func TestLoad(t *testing.T) {
	contents := [][]byte{images(3, 2), labels(0, 1, 2), images(2, 2), labels(1, 0)}
	url, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sends(packed(contents[int(r.URL.Path[1]-'0')]))(w, r)
	})
	var files [4]File
	for i, c := range contents {
		sum := sha256.Sum256(c)
		files[i] = File{Name: string(rune('a' + i)), URLs: []string{url + "/" + string(rune('0'+i))}, Size: int64(len(c)), SHA256: hex.EncodeToString(sum[:])}
	}
	s := Source{Name: "tiny", TrainImages: files[0], TrainLabels: files[1], TestImages: files[2], TestLabels: files[3]}
	o := Options{CacheDir: t.TempDir()}
	for range 2 {
		d, err := Load(context.Background(), s, o)
		if err != nil || d.Pooled || d.Train.Count != 3 || !slices.Equal(d.Test.Labels, []uint8{1, 0}) || d.Classes() != 3 {
			t.Fatalf("%+v, %v", d, err)
		}
	}
	if requests.Load() != 4 {
		t.Errorf("%d requests for four files", requests.Load())
	}
	s.TestLabels.SHA256 = files[0].SHA256
	if _, err := Load(context.Background(), s, o); err == nil || !strings.Contains(err.Error(), "data set tiny: ") {
		t.Errorf("wrong sum: %v", err)
	}
}

func TestSources(t *testing.T) {
	for _, s := range []Source{MNIST(), Fashion()} {
		for _, f := range []File{s.TrainImages, s.TrainLabels, s.TestImages, s.TestLabels} {
			if b, err := hex.DecodeString(f.SHA256); err != nil || len(b) != 32 || f.Size == 0 || len(f.URLs) < 2 || !strings.HasSuffix(f.URLs[0], "/"+f.Name+".gz") {
				t.Errorf("%s: %+v", s.Name, f)
			}
		}
		if s.TrainImages.Size != 47040016 || s.TestImages.Size != 7840016 {
			t.Errorf("%s: sizes %d and %d", s.Name, s.TrainImages.Size, s.TestImages.Size)
		}
	}
}
