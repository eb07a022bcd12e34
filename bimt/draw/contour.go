package draw

import "slices"

// zeroLines are the lines on which a grid, linear between its points, is zero: each a chain
// of points (column, row), in an order that follows from the grid alone.
func zeroLines(grid [][]float64) [][][2]float64 {
	c := contour{grid: grid, rows: len(grid), columns: len(grid[0]), next: map[int][]int{}}
	for r := range c.rows - 1 {
		for q := range c.columns - 1 {
			c.cell(r, q)
		}
	}
	var lines [][][2]float64
	for _, loops := range []bool{false, true} { // lines that end first, from one of their ends
		for _, side := range c.sides {
			if len(c.next[side]) == 1 || loops && len(c.next[side]) > 0 {
				lines = append(lines, c.follow(side))
			}
		}
	}
	return lines
}

// A contour is zero lines while they are made: which sides of cells they join. The side from
// a point to the next in its row has the number 2·point, to that in the next row 2·point+1.
type contour struct {
	grid          [][]float64
	rows, columns int
	sides         []int // that are crossed, in the order they were found
	next          map[int][]int
}

// cell joins the sides of a cell that the line crosses; of a saddle's four the pairs on the
// same side of its middle.
func (c *contour) cell(r, q int) {
	at := r*c.columns + q
	around := [4]float64{c.grid[r][q], c.grid[r][q+1], c.grid[r+1][q+1], c.grid[r+1][q]}
	sides := [4]int{2 * at, 2*(at+1) + 1, 2 * (at + c.columns), 2*at + 1}
	var crossed []int
	for i, side := range sides {
		if (around[i] > 0) != (around[(i+1)%4] > 0) {
			crossed = append(crossed, side)
		}
	}
	if len(crossed) == 4 && (around[0] > 0) == (around[0]+around[1]+around[2]+around[3] > 0) {
		c.join(crossed[0], crossed[1])
		c.join(crossed[2], crossed[3])
	} else if len(crossed) == 4 {
		c.join(crossed[3], crossed[0])
		c.join(crossed[1], crossed[2])
	} else if len(crossed) == 2 {
		c.join(crossed[0], crossed[1])
	}
}

func (c *contour) join(a, b int) {
	for _, side := range []int{a, b} {
		if c.next[side] == nil {
			c.sides = append(c.sides, side)
		}
	}
	c.next[a], c.next[b] = append(c.next[a], b), append(c.next[b], a)
}

// follow takes the line that begins at a side away.
func (c *contour) follow(side int) [][2]float64 {
	line := [][2]float64{c.point(side)}
	for len(c.next[side]) > 0 {
		to := c.next[side][0]
		c.next[side] = c.next[side][1:]
		back := slices.Index(c.next[to], side)
		c.next[to] = slices.Delete(c.next[to], back, back+1)
		line, side = append(line, c.point(to)), to
	}
	return line
}

// point is where a side is crossed.
func (c *contour) point(side int) [2]float64 {
	r, q := side/2/c.columns, side/2%c.columns
	a := c.grid[r][q]
	if side%2 == 0 {
		return [2]float64{float64(q) + a/(a-c.grid[r][q+1]), float64(r)}
	}
	return [2]float64{float64(q), float64(r) + a/(a-c.grid[r+1][q])}
}
