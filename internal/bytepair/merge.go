package bytepair

import (
	"cmp"
	"container/heap"
)

// merger merges neighbours: tokens are a list, pairs that make a token a queue.
type merger struct {
	t          *Tokenizer
	tokens     []int // −1: merged into the one before
	next, last []int // neighbours; −1 for none
	queue      []pair
}

// pair is two neighbours, the first at index at, as they were when it was queued.
type pair struct {
	score             float32
	at                int
	left, right, made int
}

// merge merges tokens but the first.
func (t *Tokenizer) merge(tokens []int) []int {
	m := &merger{t: t, tokens: tokens, next: make([]int, len(tokens)), last: make([]int, len(tokens))}
	for i := range tokens {
		m.next[i], m.last[i] = i+1, i-1
	}
	m.next[len(tokens)-1] = -1
	for i := 1; i+1 < len(tokens); i++ {
		m.offer(i)
	}
	for len(m.queue) > 0 {
		p := heap.Pop(m).(pair)
		if n := m.next[p.at]; m.tokens[p.at] != p.left || n < 0 || m.tokens[n] != p.right {
			continue // one of them was merged since
		}
		m.join(p)
	}
	out := tokens[:0]
	for i := 0; i >= 0; i = m.next[i] {
		out = append(out, m.tokens[i])
	}
	return out
}

// offer queues a token and its right neighbour, if the two make a token.
func (m *merger) offer(i int) {
	n := m.next[i]
	if i < 1 || n < 0 {
		return
	}
	l, r := m.tokens[i], m.tokens[n]
	if made, ok := m.t.id[m.t.words[l]+m.t.words[r]]; ok && m.t.score[made] == m.t.score[made] {
		heap.Push(m, pair{m.t.score[made], i, l, r, made})
	}
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

// Len, Less, Swap, Push and Pop implement heap.Interface: the highest score first, of equals
// the leftmost.
func (m *merger) Len() int { return len(m.queue) }

// Less implements heap.Interface.
func (m *merger) Less(i, j int) bool {
	a, b := m.queue[i], m.queue[j]
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.at, b.at)) < 0
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
