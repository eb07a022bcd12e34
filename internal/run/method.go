package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
)

// Method is a way to train: what is charged for connections, and whether neurons move.
type Method struct {
	Name, Price string               // what a weight costs, for people
	Charges     bool                 // connections cost λ; a method that does not has no λ
	Penalty     []bimt.PenaltyOption // what is charged in place of |w|
	Local       bool                 // a connection is charged by its length, at locality A
	Swaps       bool                 // neurons move
	Keeps       bool                 // the largest weights of each tensor stay, the others are 0
	Usual       bool                 // is compared where no methods are named
}

// MethodNames are those of the methods that is says yes to.
func MethodNames(of func(Method) bool) []string {
	var names []string
	for _, m := range methods {
		if of(m) {
			names = append(names, m.Name)
		}
	}
	return names
}

// methods are those of Liu, Gan, Tegmark 2023, table 1, plain L2, and a bound on the number of
// weights as Gao and others 2025 (arXiv 2511.13653) have it, with swaps.
var methods = []Method{
	{Name: "none", Price: "–", Usual: true},
	{Name: "l1", Price: "λ·y·|w|", Charges: true, Usual: true},
	{Name: "l2", Price: "λ·y·w²", Charges: true, Penalty: []bimt.PenaltyOption{bimt.Squared()}},
	{Name: "local", Price: "λ·|w|·(A·distance + y)", Charges: true, Local: true, Usual: true},
	{Name: "swap", Price: "λ·y·|w|", Charges: true, Swaps: true, Usual: true},
	{Name: "topk", Price: "–; the largest stay", Swaps: true, Keeps: true},
	{Name: "bimt", Price: "λ·|w|·(A·distance + y)", Charges: true, Local: true, Swaps: true, Usual: true},
}

// Methods lists the names of all ways to train that can be compared.
func Methods() []string { return MethodNames(func(Method) bool { return true }) }

// MethodUsage says what a weight costs by each method, for help texts.
func MethodUsage() string {
	var all []string
	for _, m := range methods {
		all = append(all, fmt.Sprintf("%s (%s)", m.Name, m.Price))
	}
	return strings.Join(all, ", ")
}

// MethodOf is the method of a name that Check has passed; of another it charges nothing.
func MethodOf(name string) Method {
	if i := slices.IndexFunc(methods, func(m Method) bool { return m.Name == name }); i >= 0 {
		return methods[i]
	}
	return Method{Name: name}
}

// Strategies lists the ways to find better places; see bimt.Strategies.
func Strategies() []string {
	var names []string
	for _, s := range bimt.Strategies() {
		names = append(names, string(s))
	}
	return names
}
