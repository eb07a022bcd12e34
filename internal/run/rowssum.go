package run

import (
	"encoding/binary"
	"fmt"
	"hash"
	"hash/crc32"
	"math"

	"github.com/gobimt/bimt/internal/task"
)

// rowsSum is a CRC-32C of all rows: it tells a table or a text that was edited while a run
// was interrupted.
func (r *Run) rowsSum() string {
	if r.rows == "" {
		sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		for _, s := range []task.Set{r.Data.Train, r.Data.Test} {
			_, _ = sum.Write(s.Pixels) // a hash takes all
			addNumbers(sum, s.X)
			addNumbers(sum, s.Y)
		}
		r.rows = fmt.Sprintf("%d %d %08x", r.Data.Train.Rows, r.Data.Test.Rows, sum.Sum32())
	}
	return r.rows
}

func addNumbers(sum hash.Hash, values []float64) {
	const at = 1 << 10
	buffer := make([]byte, 0, 8*at)
	for len(values) > 0 {
		n := min(at, len(values))
		buffer = buffer[:0]
		for _, v := range values[:n] {
			buffer = binary.LittleEndian.AppendUint64(buffer, math.Float64bits(v))
		}
		_, _ = sum.Write(buffer)
		values = values[n:]
	}
}
