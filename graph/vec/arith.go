package vec

// AddBias adds the row b, cols long, to each row of z, rows×cols.
func AddBias[T Float](z []T, rows, cols int, b []T) { use[T]().addBias(b[:cols], z[:rows*cols], rows) }

// ColSums computes dst_j = Σ_i a_ij for a, rows×cols: the gradient of a bias. dst, cols long, is overwritten.
// Rows are added in order.
func ColSums[T Float](dst, a []T, rows, cols int) {
	use[T]().colSums(dst[:cols], a[:rows*cols], rows)
}

// Mul computes dst = a·b, element by element. All have one length.
func Mul[T Float](dst, a, b []T) { use[T]().mul(dst, a[:len(dst)], b[:len(dst)]) }

// Add computes dst = a + b. All have one length.
func Add[T Float](dst, a, b []T) { use[T]().add(dst, a[:len(dst)], b[:len(dst)]) }

// Axpy computes y = y + alpha·x, product and sum each rounded. Both have one length.
func Axpy[T Float](alpha T, x, y []T) { use[T]().axpy(alpha, x[:len(y)], y) }

// Sum is Σ x_i, added in several partial sums whose number depends on the instructions used.
func Sum[T Float](x []T) T { return use[T]().sum(x) }

// Dot is Σ x_i·y_i, added as [Sum] does. Both have one length.
func Dot[T Float](x, y []T) T { return use[T]().dot(x, y[:len(x)]) }
