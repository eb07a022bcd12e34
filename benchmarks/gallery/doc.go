// Package gallery holds what the program looks like at work: a page with each command on a
// real run, and a tutorial whose commands the package's test runs.
package gallery
