package run

import "github.com/gobimt/bimt/bimt"

// Untrained is a run of the same settings and data whose weights are drawn anew, from a seed:
// what a trained network is compared with. It is to be looked at, and not to be trained.
func (r *Run) Untrained(seed uint64) (*Run, error) {
	c := *r.Config
	c.InitConfig, c.Seed = InitConfig{}, seed
	return assemble(&c, r.Data)
}

// twin is a run of the same settings and data with the weights and orders of this one, and a
// graph of its own: a graph can be differentiated once, and training may have done it.
func (r *Run) twin() (*Run, error) {
	t, err := r.Untrained(r.Config.Seed)
	if err != nil {
		return nil, err
	}
	for i, p := range t.Network.Params.All() {
		if err := p.Set(r.Network.Params.All()[i].Float64s()); err != nil {
			return nil, err
		}
	}
	orders := map[*bimt.Axis][]int{}
	for i, x := range t.Network.Space.Axes() {
		orders[x] = r.Network.Space.Axes()[i].Order()
	}
	return t, t.Network.Space.SetOrders(orders)
}
