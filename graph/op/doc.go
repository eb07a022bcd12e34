// Package op has the fused operations that networks are made of, and says of any node
// what it computes.
package op
