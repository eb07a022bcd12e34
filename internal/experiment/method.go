package experiment

import (
	"slices"
	"strings"

	"github.com/gobimt/bimt/bimt"
)

// Method is a way to train: what is charged for connections, and whether neurons move.
type Method struct {
	Name, About string
	Charges     bool                 // connections cost λ; a method that does not has no λ
	Penalty     []bimt.PenaltyOption // what is charged in place of |w|
	Local       bool                 // a connection is charged by its length, at locality A
	Swaps       bool                 // neurons move
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

// methods are those of Liu, Gan, Tegmark 2023, table 1, and plain L2.
var methods = []Method{
	{Name: "none", About: "no price on connections", Usual: true},
	{Name: "l1", About: "|w|, wherever its ends are", Charges: true, Usual: true},
	{Name: "l2", About: "w²", Charges: true, Penalty: []bimt.PenaltyOption{bimt.Squared()}},
	{Name: "local", About: "|w| by length, neurons stay", Charges: true, Local: true, Usual: true},
	{Name: "swap", About: "|w|, neurons move", Charges: true, Swaps: true, Usual: true},
	{Name: "bimt", About: "|w| by length, neurons move", Charges: true, Local: true, Swaps: true, Usual: true},
}

// Methods lists the names of all ways to train that can be compared.
func Methods() []string { return MethodNames(func(Method) bool { return true }) }

// MethodUsage says in a line what each method charges, for help texts.
func MethodUsage() string {
	var all []string
	for _, m := range methods {
		all = append(all, m.Name+" ("+m.About+")")
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
