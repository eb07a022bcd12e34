package vec

// AddBias adds the row b, cols long, to each row of z, rows×cols.
func AddBias[T Float](z []T, rows, cols int, b []T) {
	for i := range rows {
		row := z[i*cols:][:cols]
		for j, v := range b[:cols] {
			row[j] += v
		}
	}
}

// ColSums computes dst_j = Σ_i a_ij for a, rows×cols: the gradient of a bias. dst is overwritten.
func ColSums[T Float](dst, a []T, rows, cols int) {
	dst = dst[:cols]
	clear(dst)
	for i := range rows {
		for j, v := range a[i*cols:][:cols] {
			dst[j] += v
		}
	}
}

// Mul computes dst = a·b, element by element.
func Mul[T Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

// Add computes dst = a + b.
func Add[T Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

// Axpy computes y = y + alpha·x.
func Axpy[T Float](alpha T, x, y []T) {
	x = x[:len(y)]
	for i := range y {
		y[i] += T(alpha * x[i])
	}
}

// Scale computes x = alpha·x.
func Scale[T Float](alpha T, x []T) {
	for i := range x {
		x[i] *= alpha
	}
}

// Sum is Σ x_i.
func Sum[T Float](x []T) (sum T) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// Dot is Σ x_i·y_i.
func Dot[T Float](x, y []T) (sum T) {
	y = y[:len(x)]
	for i, v := range x {
		sum += T(v * y[i])
	}
	return sum
}
