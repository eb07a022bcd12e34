package idx

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// file makes an IDX file of uint8 with the given dimensions and data.
func file(data []byte, dims ...uint32) []byte {
	b := []byte{0, 0, 8, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

func save(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(rt, "count")
		h := rapid.IntRange(1, 6).Draw(rt, "height")
		w := rapid.IntRange(1, 6).Draw(rt, "width")
		pixels := rapid.SliceOfN(rapid.Byte(), n*h*w, n*h*w).Draw(rt, "pixels")
		data := file(pixels, uint32(n), uint32(h), uint32(w))
		if rapid.Bool().Draw(rt, "gzip") {
			data = packed(data)
		}
		m, err := DecodeImages(bytes.NewReader(data), "m", int64(len(data)))
		if err != nil {
			rt.Fatal(err)
		}
		if m.Count != n || m.Height != h || m.Width != w || !bytes.Equal(m.Pixels, pixels) {
			rt.Fatalf("read %d×%d×%d %v", m.Count, m.Height, m.Width, m.Pixels)
		}
		last := m.At(n - 1)
		if !bytes.Equal(last, pixels[(n-1)*h*w:]) {
			rt.Fatalf("image %d is %v", n-1, last)
		}
	})
}

// A packed file that holds a hundred times its size is refused before it is unpacked, and
// memory is taken once for one that is read.
func TestPackedSize(t *testing.T) {
	_, err := ReadLabels(save(t, "bomb", packed(file(make([]byte, 1<<26), 1<<26))))
	if err == nil || !strings.Contains(err.Error(), "67108864 bytes, over 100 times the ") || !strings.Contains(err.Error(), "unpack it first") {
		t.Errorf("a bomb: %v", err)
	}
	pixels := make([]byte, freely+1)
	for i := range pixels {
		pixels[i] = byte(i * i >> 8)
	}
	good := save(t, "good", packed(file(pixels, uint32(len(pixels)))))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := ReadLabels(good)
	runtime.ReadMemStats(&after)
	if err != nil || !bytes.Equal(got, pixels) {
		t.Fatalf("%d labels, %v", len(got), err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(len(pixels))+1<<20 {
		t.Errorf("%d bytes allocated for %d", used, len(pixels))
	}
}

// Data longer than a chunk takes the growing path, where the size is not known.
func TestReadLargeFile(t *testing.T) {
	pixels := make([]byte, 3*chunk+17)
	for i := range pixels {
		pixels[i] = byte(i * 7)
	}
	for _, data := range [][]byte{file(pixels, uint32(len(pixels))), packed(file(pixels, uint32(len(pixels))))} {
		got, err := ReadLabels(save(t, "labels", data))
		if err != nil || !bytes.Equal(got, pixels) {
			t.Fatalf("%d labels, %v", len(got), err)
		}
		if got, err = DecodeLabels(bytes.NewReader(data), "stream", -1); err != nil || !bytes.Equal(got, pixels) {
			t.Fatalf("stream: %d labels, %v", len(got), err)
		}
	}
}

func TestErrors(t *testing.T) {
	good := file([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2)
	gz := packed(good)
	flipped := slices.Clone(gz)
	flipped[len(flipped)-6] ^= 0xff // in the checksum
	float := slices.Clone(good)
	float[2] = 0x0d
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"empty", "byte 0: the magic number ends here; fetch the file again", nil},
		{"cut magic", "byte 3: the magic number ends here", good[:3]},
		{"cut header", "byte 14: the header ends here", good[:14]},
		{"cut data", "announces 24 bytes, but the file has 23", good[:23]},
		{"oversized", "byte 24: the header [2 2 2] announces 24 bytes, but the file has 25", append(slices.Clone(good), 0)},
		{"png", "not an IDX file: it begins with 89 50 4e 47", []byte("\x89PNG\r\n\x1a\n")},
		{"float", "byte 2: its elements are float32", float},
		{"labels", "images and labels are exchanged", file([]byte{1}, 1)},
		{"four dimensions", "byte 3: it has 4 dimensions", file([]byte{1}, 1, 1, 1, 1)},
		{"no image", "byte 4: dimension 1 of 3 is 0; check", file(nil, 0, 28, 28)},
		{"no column", "byte 12: dimension 3 of 3 is 0", file(nil, 1, 28, 0)},
		{"lie", "byte 8: with dimension 2 of 3 being 4294967295", file(nil, 4, 1<<32-1, 1<<32-1)},
		{"gzip header", "damaged gzip header", gz[:6]},
		{"gzip cut", "decompressed byte 24", gz[:len(gz)-3]},
		{"gzip checksum", "gzip: invalid checksum", flipped},
		{"gzip short", "decompressed byte 23: the data (8 bytes from byte 16 on) ends here", packed(good[:23])},
		{"gzip long", "decompressed byte 24: data goes on", packed(append(slices.Clone(good), 9, 9))},
		{"gzip and more", "decompressed byte 24: reading the end: gzip: invalid header", append(slices.Clone(gz), "more bytes here"...)},
	}
	for _, tt := range tests {
		path := save(t, "file", tt.data)
		_, err := ReadImages(path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("%s: error %v\nwant one with %q", tt.name, err, tt.want)
		}
		var typed *Error
		if !errors.As(err, &typed) || typed.Remedy == "" {
			t.Errorf("%s: %T says not what to do", tt.name, err)
		}
	}
}

func TestFilesThatCannotBeOpened(t *testing.T) {
	if _, err := ReadImages(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("folder: %v", err)
	}
	if _, err := ReadLabels(filepath.Join(t.TempDir(), "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
}

// A header's claim costs no memory: neither in a sparse file of 10 GB, nor in a
// stream of unknown length.
func TestMemoryFollowsData(t *testing.T) {
	sparse := save(t, "sparse", file(nil, 1<<29))
	if err := os.Truncate(sparse, 10<<30); err != nil {
		t.Fatal(err)
	}
	claim := file([]byte{1, 2, 3}, 1<<29)
	bomb := save(t, "bomb", packed(file(make([]byte, 1<<26), 1<<26)))
	for name, read := range map[string]func() error{
		"sparse": func() error { _, err := ReadLabels(sparse); return err },
		"bomb":   func() error { _, err := ReadLabels(bomb); return err },
		"stream": func() error { _, err := DecodeLabels(bytes.NewReader(claim), "s", -1); return err },
		"gzip":   func() error { _, err := DecodeLabels(bytes.NewReader(packed(claim)), "s", -1); return err },
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := read()
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d MB allocated for a claim", name, used>>20)
		}
	}
}

func TestReadSet(t *testing.T) {
	images := save(t, "images", file([]byte{0, 255, 51, 102, 10, 20}, 3, 1, 2))
	set, err := ReadSet(images, save(t, "labels", packed(file([]byte{4, 0, 4}, 3))))
	if err != nil {
		t.Fatal(err)
	}
	if set.Classes() != 5 || !slices.Equal(set.Labels, []uint8{4, 0, 4}) || !slices.Equal(set.At(1), []uint8{51, 102}) {
		t.Errorf("classes %d, labels %v, pixels %v", set.Classes(), set.Labels, set.Pixels)
	}
	part := set.Select([]int{2, 1})
	if part.Count != 2 || !slices.Equal(part.Pixels, []uint8{10, 20, 51, 102}) || !slices.Equal(part.Labels, []uint8{4, 0}) {
		t.Errorf("selected %+v", part)
	}
	if _, err := ReadSet(images, save(t, "labels", file([]byte{1, 2}, 2))); err == nil || !strings.Contains(err.Error(), "holds 2 labels") {
		t.Errorf("unequal numbers: %v", err)
	}
	if _, err := ReadSet(images, save(t, "labels", file([]byte{3, 3, 3}, 3))); err == nil || !strings.Contains(err.Error(), "two classes") {
		t.Errorf("one class: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	good := file([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2)
	f.Add(good, true)
	f.Add(packed(good), false)
	f.Add(file([]byte{1, 2, 3}, 3), true)
	f.Add(packed(file([]byte{1, 2, 3}, 3)), false)
	f.Add(file(nil, 1<<30), false)
	f.Add(file(nil, 1<<31, 1<<31, 1<<31), true)
	f.Fuzz(func(t *testing.T, data []byte, known bool) {
		size := int64(-1)
		if known {
			size = int64(len(data))
		}
		if m, err := DecodeImages(bytes.NewReader(data), "fuzz", size); err == nil && len(m.Pixels) != m.Count*m.Height*m.Width {
			t.Fatalf("%d×%d×%d images with %d pixels", m.Count, m.Height, m.Width, len(m.Pixels))
		}
		if labels, err := DecodeLabels(bytes.NewReader(data), "fuzz", size); err == nil && len(labels) == 0 {
			t.Fatal("no labels and no error")
		}
	})
}

func ExampleDecodeLabels() {
	data := []byte{0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1}
	labels, err := DecodeLabels(bytes.NewReader(data), "labels", int64(len(data)))
	fmt.Println(labels, err)
	_, err = DecodeLabels(bytes.NewReader(data[:9]), "labels", 9)
	fmt.Println(err)
	// Output:
	// [7 2 1] <nil>
	// labels: byte 9: the header [3] announces 11 bytes, but the file has 9; fetch the file again
}
