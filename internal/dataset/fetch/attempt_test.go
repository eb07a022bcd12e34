//go:build !js

package fetch

import (
	"bytes"
	"testing"
)

// Whatever a server sends, only the right content is taken for it.
func FuzzCopyTo(f *testing.F) {
	f.Add(packed(content))
	f.Add(content[:50])
	f.Add(packed(content[:50]))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	file := fileAt()
	f.Fuzz(func(t *testing.T, data []byte) {
		var out bytes.Buffer
		err := file.copyTo(&out, bytes.NewReader(data))
		if err == nil && !bytes.Equal(out.Bytes(), content) {
			t.Fatalf("%d wrong bytes taken for the file", out.Len())
		}
		if out.Len() > len(content)+1 {
			t.Fatalf("%d bytes written for a file of %d", out.Len(), len(content))
		}
	})
}
