//go:build !linux && !darwin

package machine

func limits() []float64 { return nil }

func available() float64 { return 0 }
