package vec

func exp(x float64) float64 { return shortExp(x) }
