package op

import "unsafe"

// Rooms are the buffers in which the passes of a region have their blocks of output, where the whole is not wanted:
// one that is read no more leaves its room to another.
type Rooms struct {
	rows [][][]uint64 // by worker and room, made when they are first asked for
	size []int        // bytes a row takes, by room
}

// Seat is a room for one pass; nil Rooms are a buffer of its own.
type Seat struct {
	Rooms *Rooms
	Room  int
}

// Fit makes sure that a room takes rows of so many bytes, and adds one if it is the next. It is not to be called
// once a program runs.
func (r *Rooms) Fit(room, bytes int) {
	if room == len(r.size) {
		r.size = append(r.size, 0)
	}
	r.size[room] = max(r.size[room], bytes)
}

// Count is how many rooms there are.
func (r *Rooms) Count() int { return len(r.size) }

// Size is how many bytes a row takes in a room.
func (r *Rooms) Size(room int) int { return r.size[room] }

// of is the room that a worker has for so many rows.
func (r *Rooms) of(worker, room, rows int) []uint64 {
	for len(r.rows) <= worker {
		r.rows = append(r.rows, make([][]uint64, len(r.size)))
	}
	words := (r.size[room]*rows + 7) / 8
	if at := &r.rows[worker][room]; len(*at) < words {
		*at = make([]uint64, words)
	}
	return r.rows[worker][room]
}

// buffer is where a worker's block of so many rows, each of n elements, is put.
func buffer[T Float](s Seat, worker, rows, n int) []T {
	if s.Rooms == nil {
		return make([]T, rows*n)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s.Rooms.of(worker, s.Room, rows)))), rows*n)
}
