package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/formula"
)

// problem is a formula of the Feynman Symbolic Regression Database with the ranges its
// inputs are drawn from (Udrescu and Tegmark 2020, arXiv 1905.11481, table 4;
// FeynmanEquations.csv of space.mit.edu/home/tegmark/aifeynman.html).
type problem struct {
	name   string
	truth  string
	ranges []string // "m 1 5" is an input m from 1 to 5
}

type input struct {
	name      string
	low, high float64
}

// in lists ranges.
func in(ranges ...string) []string { return ranges }

// inputs reads the ranges.
func (p *problem) inputs() ([]input, error) {
	all := make([]input, len(p.ranges))
	for i, t := range p.ranges {
		in := &all[i]
		if n, err := fmt.Sscan(t, &in.name, &in.low, &in.high); n != 3 || !(in.low < in.high) {
			return nil, fmt.Errorf("%s: input %q is no name with the ends of a range: %w", p.name, t, err)
		}
	}
	return all, nil
}

// problems are all formulas of the database that have three inputs at most.
var problems = []problem{
	{"I.6.2a", "exp(-theta^2/2)/sqrt(2*pi)", in("theta 1 3")},
	{"I.6.2", "exp(-(theta/sigma)^2/2)/(sqrt(2*pi)*sigma)", in("sigma 1 3", "theta 1 3")},
	{"I.6.2b", "exp(-((theta-theta1)/sigma)^2/2)/(sqrt(2*pi)*sigma)", in("sigma 1 3", "theta 1 3", "theta1 1 3")},
	{"I.10.7", "m_0/sqrt(1-v^2/c^2)", in("m_0 1 5", "v 1 2", "c 3 10")},
	{"I.12.1", "mu*Nn", in("mu 1 5", "Nn 1 5")},
	{"I.12.4", "q1*r/(4*pi*epsilon*r^3)", in("q1 1 5", "epsilon 1 5", "r 1 5")},
	{"I.12.5", "q2*Ef", in("q2 1 5", "Ef 1 5")},
	{"I.14.3", "m*g*z", in("m 1 5", "g 1 5", "z 1 5")},
	{"I.14.4", "1/2*k_spring*x^2", in("k_spring 1 5", "x 1 5")},
	{"I.15.1", "m_0*v/sqrt(1-v^2/c^2)", in("m_0 1 5", "v 1 2", "c 3 10")},
	{"I.16.6", "(u+v)/(1+u*v/c^2)", in("c 1 5", "v 1 5", "u 1 5")},
	{"I.18.12", "r*F*sin(theta)", in("r 1 5", "F 1 5", "theta 0 5")},
	{"I.25.13", "q/C", in("q 1 5", "C 1 5")},
	{"I.26.2", "asin(n*sin(theta2))", in("n 0 1", "theta2 1 5")},
	{"I.27.6", "1/(1/d1+n/d2)", in("d1 1 5", "d2 1 5", "n 1 5")},
	{"I.29.4", "omega/c", in("omega 1 10", "c 1 10")},
	{"I.30.3", "Int_0*sin(n*theta/2)^2/sin(theta/2)^2", in("Int_0 1 5", "theta 1 5", "n 1 5")},
	{"I.30.5", "asin(lambd/(n*d))", in("lambd 1 2", "d 2 5", "n 1 5")},
	{"I.34.1", "omega_0/(1-v/c)", in("c 3 10", "v 1 2", "omega_0 1 5")},
	{"I.34.14", "(1+v/c)/sqrt(1-v^2/c^2)*omega_0", in("c 3 10", "v 1 2", "omega_0 1 5")},
	{"I.34.27", "(h/(2*pi))*omega", in("omega 1 5", "h 1 5")},
	{"I.37.4", "I1+I2+2*sqrt(I1*I2)*cos(delta)", in("I1 1 5", "I2 1 5", "delta 1 5")},
	{"I.39.1", "3/2*pr*V", in("pr 1 5", "V 1 5")},
	{"I.39.11", "1/(gamma-1)*pr*V", in("gamma 2 5", "pr 1 5", "V 1 5")},
	{"I.43.31", "mob*kb*T", in("mob 1 5", "T 1 5", "kb 1 5")},
	{"I.47.23", "sqrt(gamma*pr/rho)", in("gamma 1 5", "pr 1 5", "rho 1 5")},
	{"I.48.2", "m*c^2/sqrt(1-v^2/c^2)", in("m 1 5", "v 1 2", "c 3 10")},
	{"II.3.24", "Pwr/(4*pi*r^2)", in("Pwr 1 5", "r 1 5")},
	{"II.4.23", "q/(4*pi*epsilon*r)", in("q 1 5", "epsilon 1 5", "r 1 5")},
	{"II.8.7", "3/5*q^2/(4*pi*epsilon*d)", in("q 1 5", "epsilon 1 5", "d 1 5")},
	{"II.8.31", "epsilon*Ef^2/2", in("epsilon 1 5", "Ef 1 5")},
	{"II.10.9", "sigma_den/epsilon*1/(1+chi)", in("sigma_den 1 5", "epsilon 1 5", "chi 1 5")},
	{"II.11.28", "1+n*alpha/(1-(n*alpha/3))", in("n 0 1", "alpha 0 1")},
	{"II.13.23", "rho_c_0/sqrt(1-v^2/c^2)", in("rho_c_0 1 5", "v 1 2", "c 3 10")},
	{"II.13.34", "rho_c_0*v/sqrt(1-v^2/c^2)", in("rho_c_0 1 5", "v 1 2", "c 3 10")},
	{"II.15.4", "-mom*B*cos(theta)", in("mom 1 5", "B 1 5", "theta 1 5")},
	{"II.15.5", "-p_d*Ef*cos(theta)", in("p_d 1 5", "Ef 1 5", "theta 1 5")},
	{"II.24.17", "sqrt(omega^2/c^2-pi^2/d^2)", in("omega 4 6", "c 1 2", "d 2 4")},
	{"II.27.16", "epsilon*c*Ef^2", in("epsilon 1 5", "c 1 5", "Ef 1 5")},
	{"II.27.18", "epsilon*Ef^2", in("epsilon 1 5", "Ef 1 5")},
	{"II.34.2a", "q*v/(2*pi*r)", in("q 1 5", "v 1 5", "r 1 5")},
	{"II.34.2", "q*v*r/2", in("q 1 5", "v 1 5", "r 1 5")},
	{"II.34.29a", "q*h/(4*pi*m)", in("q 1 5", "h 1 5", "m 1 5")},
	{"II.37.1", "mom*(1+chi)*B", in("mom 1 5", "B 1 5", "chi 1 5")},
	{"II.38.14", "Y/(2*(1+sigma))", in("Y 1 5", "sigma 1 5")},
	{"III.7.38", "2*mom*B/(h/(2*pi))", in("mom 1 5", "B 1 5", "h 1 5")},
	{"III.8.54", "sin(E_n*t/(h/(2*pi)))^2", in("E_n 1 2", "t 1 2", "h 1 4")},
	{"III.12.43", "n*(h/(2*pi))", in("n 1 5", "h 1 5")},
	{"III.15.12", "2*U*(1-cos(k*d))", in("U 1 5", "k 1 5", "d 1 5")},
	{"III.15.14", "(h/(2*pi))^2/(2*E_n*d^2)", in("h 1 5", "E_n 1 5", "d 1 5")},
	{"III.15.27", "2*pi*alpha/(n*d)", in("alpha 1 5", "n 1 5", "d 1 5")},
	{"III.17.37", "beta*(1+alpha*cos(theta))", in("beta 1 5", "alpha 1 5", "theta 1 5")},
}

// rows draws inputs uniformly from their ranges and answers with the truth, plus Gaussian
// noise of a part of the answers' deviation.
func (p *problem) rows(n int, noise float64, seed uint64) (formula.Data, error) {
	var d formula.Data
	inputs, err := p.inputs()
	if err != nil {
		return d, err
	}
	for _, in := range inputs {
		d.Names = append(d.Names, in.name)
	}
	e, err := formula.Parse(p.truth)
	if err != nil {
		return d, err
	}
	f, err := e.Compile(d.Names)
	if err != nil {
		return d, err
	}
	r := rand.New(rand.NewPCG(seed, 0xfe))
	sum, squares := 0.0, 0.0
	for range n {
		row := make([]float64, len(inputs))
		for j, i := range inputs {
			row[j] = i.low + (i.high-i.low)*r.Float64()
		}
		y := f.Eval(row)
		if math.IsNaN(y) || math.IsInf(y, 0) {
			return d, fmt.Errorf("%s is %v at %v", p.name, y, row)
		}
		sum, squares = sum+y, squares+y*y
		d.X, d.Y = append(d.X, row), append(d.Y, y)
	}
	deviation := math.Sqrt(squares/float64(n) - sum*sum/float64(n*n))
	for i := range d.Y {
		d.Y[i] += noise * deviation * r.NormFloat64()
	}
	return d, nil
}
