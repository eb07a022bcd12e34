// Package machine says what the computer has: memory, and room on a disk.
//
//	if need > machine.Memory() { ... } // bytes that this process can have
//
// Guarantees: an answer is always given. Where the system does not say, Memory is Fallback
// and the others are 0, for unknown.
package machine
