// Package bimttest has the laws that every relocation must keep, written once and run on
// any network: the library's own and yours.
//
//	func TestMyNetwork(t *testing.T) {
//		space, session, out := build(t)
//		outputs := func() ([]float64, error) {
//			if err := session.Run(); err != nil {
//				return nil, err
//			}
//			return session.Float64s(out)
//		}
//		for _, s := range bimt.Strategies() { // your own too, once registered
//			bimttest.Check(t, bimttest.Network{Space: space, Outputs: outputs}, bimt.Relocation{Strategy: s, Locality: 1})
//		}
//	}
//
// The laws: the network computes the same; the cost never rises; orders are permutations
// that say where every weight came from; what weights remember moves with them, or stays
// if it is to be left; fixed axes stay, heads stay whole and in one order on all axes that
// share them; and where an exact relocation has been, another moves nothing.
package bimttest
