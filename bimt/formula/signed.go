package formula

// signed leaves out abs where its argument has one sign on all rows: |x| is x or −x there.
func (s *search) signed(e *Expr) *Expr {
	return e.Map(func(n *Expr) *Expr {
		if n.Kind != Call || n.Name != "abs" {
			return n
		}
		f, err := n.Args[0].Compile(s.Names)
		if err != nil {
			return n
		}
		sign := 0.0
		for _, rows := range [][][]float64{s.X, s.aside.X} {
			for _, row := range rows {
				v := f.Eval(row)
				if sign == 0 {
					sign = v
				}
				if !(v*sign > 0) {
					return n
				}
			}
		}
		if sign < 0 {
			return Mul(Num(-1), n.Args[0])
		}
		return n.Args[0]
	}).Simplify()
}
