//go:build !amd64 || purego

package crew

func pause() {}
