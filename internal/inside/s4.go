package inside

import (
	"fmt"
	"math/rand/v2"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
	"gonum.org/v1/gonum/floats"
)

// S4Report is what the channels of an embedding of the permutations of four things are.
type S4Report struct {
	Irreps   []string       `json:"irreps"`
	Chance   []float64      `json:"chance"`   // share of each in a random channel, d²/24
	Channels []IrrepChannel `json:"channels"` // those alive
	Dead     int            `json:"dead"`
	Figures  []Figure       `json:"figures"`
	// Sign is the neuron that holds the sign of the permutation, empty if none does.
	Sign string `json:"sign_neuron,omitempty"`
	Why  string `json:"why"`
}

// IrrepChannel is a channel of the embedding.
type IrrepChannel struct {
	Name     string    `json:"name"`
	Energies []float64 `json:"energies"` // by irrep
	Irrep    string    `json:"irrep"`    // the largest
}

const (
	shuffles = 200 // of a table, for what chance gives
	holds    = 0.5 // share of the energy from which a channel is said to hold an irrep
)

// permutations divides each living channel of the embedding among the irreps of S₄.
func permutations(r *run.Run) (*S4Report, error) {
	values, width := tokenTable(r)
	alive, err := living(r)
	if err != nil {
		return nil, err
	}
	s := &S4Report{Channels: []IrrepChannel{}}
	for _, rho := range lens.S4() {
		s.Irreps = append(s.Irreps, rho.Name)
		s.Chance = append(s.Chance, float64(rho.Dim*rho.Dim)/24)
	}
	axis := r.Network.Space.Connection(r.Network.Table()).Axes()[1]
	rng := nullRandom()
	var own, null shares
	for d := range width {
		f := column(values, width, d)
		if !alive[d] || floats.Norm(f, 2) == 0 {
			s.Dead++
			continue
		}
		energies, err := lens.Irreps(f)
		if err != nil {
			return nil, err
		}
		c := IrrepChannel{Name: fmt.Sprintf("%s[%d]", axis.Name(), d), Energies: energies, Irrep: s.Irreps[floats.MaxIdx(energies)]}
		s.Channels = append(s.Channels, c)
		if energies[signIrrep] > max(own.sign, holds) {
			s.Sign = c.Name
		}
		own.add(floats.Max(energies), energies[signIrrep])
		largest, sign, err := shuffled(f, rng)
		if err != nil {
			return nil, err
		}
		null.add(largest, sign)
	}
	if len(s.Channels) == 0 {
		return nil, fmt.Errorf("no channel of %s is alive: there is nothing to see", axis.Name())
	}
	s.say(own, null)
	return s, nil
}

// signIrrep is the irrep of one dimension that gives a permutation's sign.
const signIrrep = 1

// shares are how pure channels are: the sum of their largest shares, and the largest of the sign.
type shares struct{ largest, sign float64 }

func (s *shares) add(largest, sign float64) {
	s.largest, s.sign = s.largest+largest, max(s.sign, sign)
}

// say makes figures and a sentence of the shares of all channels, and of those by chance.
func (s *S4Report) say(own, null shares) {
	n := float64(len(s.Channels))
	s.Figures = []Figure{
		{"mean share of a channel's largest irrep", run.Number(own.largest / n), run.Number(null.largest / n), "the same values, shuffled"},
		{"largest share of the sign in a channel", run.Number(own.sign), run.Number(null.sign), "the same values, shuffled: the largest of all"},
	}
	s.Why = fmt.Sprintf("no channel holds the sign: the largest share is %.3g%%", 100*own.sign)
	if s.Sign != "" {
		s.Why = fmt.Sprintf("%s holds the sign of the permutation, with %.3g%% of its energy", s.Sign, 100*own.sign)
	}
}

// shuffled is the mean share of the largest irrep, and the largest of the sign, where the
// values of a channel are dealt to the permutations at random.
func shuffled(f []float64, rng *rand.Rand) (largest, sign float64, err error) {
	f = append([]float64(nil), f...)
	for range shuffles {
		rng.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
		energies, err := lens.Irreps(f)
		if err != nil {
			return 0, 0, err
		}
		largest += floats.Max(energies) / shuffles
		sign = max(sign, energies[signIrrep])
	}
	return largest, sign, nil
}
