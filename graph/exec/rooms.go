package exec

import (
	"slices"

	"github.com/gobimt/bimt/graph/op"
)

// seats gives every instruction whose block is not stored a room of its region, by place. Instructions that are done
// one after the other take turns in it: each gets one that no other reads any more, the smallest that is large
// enough, and of these the one left last, which is still in the cache. What is added to a block that no other reads
// any more stays in its room.
func seats(sorted []*instruction, of map[int]*region, stored map[int]bool) map[int]op.Seat {
	last := map[int]int{} // by place, the number of the instruction that reads it last
	for n, i := range sorted {
		last[i.out] = n
		for _, p := range i.in {
			last[p] = n
		}
	}
	free := map[*region][]int{}
	rooms := map[*region]*op.Rooms{}
	leave := map[int][]int{} // places, by the number of the instruction after which their rooms are free
	seat := map[int]op.Seat{}
	for n, i := range sorted {
		if r := of[i.out]; r != nil && i.op != nil && !stored[i.out] {
			if rooms[r] == nil {
				rooms[r] = &op.Rooms{}
			}
			s := op.Seat{Rooms: rooms[r]}
			if i.op.OnTop() && i.readsLast(last, n) && of[i.in[0]] == r && seat[i.in[0]].Rooms == s.Rooms {
				s.Room, leave[n] = seat[i.in[0]].Room, without(leave[n], i.in[0])
			} else {
				s.Room, free[r] = choose(rooms[r], free[r], i.op.Load().Row)
			}
			seat[i.out] = s
			leave[last[i.out]] = append(leave[last[i.out]], i.out)
		}
		for _, p := range leave[n] {
			free[of[p]] = append(free[of[p]], seat[p].Room)
		}
	}
	return seat
}

// readsLast says whether i, the n-th instruction, is the last to read its first input, and reads it but once.
func (i *instruction) readsLast(last map[int]int, n int) bool {
	return last[i.in[0]] == n && !slices.Contains(i.in[1:], i.in[0])
}

// without is places but for one of them.
func without(places []int, p int) []int {
	return slices.DeleteFunc(places, func(q int) bool { return q == p })
}

// choose takes a free room for rows of so many bytes, or a new one.
func choose(rooms *op.Rooms, free []int, bytes int) (room int, left []int) {
	best := -1
	better := func(a, b int) bool { // whether a fits better than b
		if (a >= bytes) != (b >= bytes) {
			return a >= bytes
		}
		if a >= bytes {
			return a <= b
		}
		return a >= b
	}
	for k, f := range free {
		if best < 0 || better(rooms.Size(f), rooms.Size(free[best])) {
			best = k
		}
	}
	room, left = rooms.Count(), free
	if best >= 0 {
		room = free[best]
		left = slices.Delete(free, best, best+1)
	}
	rooms.Fit(room, bytes)
	return room, left
}
