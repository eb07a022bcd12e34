package vec

// Softmax computes p = softmax(x) as [SoftmaxRow] does, without the logarithm of the sum.
func Softmax[T Float](p, x []T) { use[T]().softmax(p, x[:len(p)]) }
