package bytepair

import (
	"cmp"
	"container/heap"
)

// merger merges the tokens of a word, one word after the other: tokens are a list, pairs that
// make a token a queue.
type merger struct {
	t          *Tokenizer
	tokens     []int // −1: merged into the one before
	next, last []int // neighbours; −1 for none
	queue      []pair
}

// pair is two neighbours, the first at index at, as they were when it was queued.
type pair struct {
	priority          float64
	at                int
	left, right, made int
}

// merge merges the tokens and appends what is left of them.
func (m *merger) merge(out []int) []int {
	n := len(m.tokens)
	if n < 2 {
		return append(out, m.tokens...)
	}
	m.next, m.last, m.queue = m.next[:0], m.last[:0], m.queue[:0]
	for i := range m.tokens {
		m.next, m.last = append(m.next, i+1), append(m.last, i-1)
	}
	m.next[n-1] = -1
	for i := range n - 1 {
		m.offer(i)
	}
	for len(m.queue) > 0 {
		p := m.first()
		if n := m.next[p.at]; m.tokens[p.at] != p.left || n < 0 || m.tokens[n] != p.right {
			continue // one of them was merged since
		}
		m.join(p)
	}
	for i := 0; i >= 0; i = m.next[i] {
		out = append(out, m.tokens[i])
	}
	return out
}

// offer queues a token and its right neighbour, if the two make a token.
func (m *merger) offer(i int) {
	if i < 0 || m.next[i] < 0 {
		return
	}
	l, r := m.tokens[i], m.tokens[m.next[i]]
	if made, priority, ok := m.t.join(l, r); ok {
		m.queue = append(m.queue, pair{priority, i, l, r, made})
		heap.Fix(m, len(m.queue)-1) // heap.Push would ask for memory
	}
}

// first takes the first pair out of the queue.
func (m *merger) first() pair {
	p, last := m.queue[0], len(m.queue)-1
	m.queue[0], m.queue = m.queue[last], m.queue[:last]
	if last > 0 {
		heap.Fix(m, 0)
	}
	return p
}

// join puts the token that two make in place of both.
func (m *merger) join(p pair) {
	n := m.next[p.at]
	m.tokens[p.at], m.tokens[n] = p.made, -1
	if m.next[p.at] = m.next[n]; m.next[n] >= 0 {
		m.last[m.next[n]] = p.at
	}
	m.offer(m.last[p.at])
	m.offer(p.at)
}

// byScore joins two tokens whose words together are a token's, which has a score.
func (t *Tokenizer) byScore(score []float32) joiner {
	return func(l, r int) (int, float64, bool) {
		if t.kinds[l] != plain || t.kinds[r] != plain || l == t.unknown || r == t.unknown {
			return 0, 0, false
		}
		made, ok := t.id[t.words[l]+t.words[r]]
		return made, float64(score[made]), ok && score[made] == score[made]
	}
}

// Len, Less, Swap, Push and Pop implement heap.Interface: the highest priority first, of equals
// the leftmost.
func (m *merger) Len() int { return len(m.queue) }

// Less implements heap.Interface.
func (m *merger) Less(i, j int) bool {
	a, b := m.queue[i], m.queue[j]
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.at, b.at)) < 0
}

// Swap implements heap.Interface.
func (m *merger) Swap(i, j int) { m.queue[i], m.queue[j] = m.queue[j], m.queue[i] }

// Push implements heap.Interface.
func (m *merger) Push(p any) { m.queue = append(m.queue, p.(pair)) }

// Pop implements heap.Interface.
func (m *merger) Pop() any {
	n := len(m.queue) - 1
	p := m.queue[n]
	m.queue = m.queue[:n]
	return p
}
