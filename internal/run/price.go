package run

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/gobimt/bimt/bimt"
	"github.com/gobimt/bimt/graph"
	"github.com/gobimt/bimt/graph/op"
	"github.com/gobimt/bimt/internal/nearest"
)

// PriceConfig says what connections are charged for beside size and length.
type PriceConfig struct {
	Charge string      `yaml:"charge,omitempty" about:"what a weight is charged: the root or the log of its size; left out: its size" oneof:"- root log"`
	Prices []PriceTerm `yaml:"prices,omitempty" about:"further prices, which lambda multiplies too"`
}

// PriceTerm is a price with what it needs to know.
type PriceTerm struct {
	Kind    string  `yaml:"kind"`              // a key of prices
	Factor  float64 `yaml:"factor"`            // before lambda
	Modules int     `yaml:"modules,omitempty"` // of modularity; 0: 2
	Axis    string  `yaml:"axis,omitempty"`    // of topography
	Blur    float64 `yaml:"blur,omitempty"`    // of topography; 0: 0.1
}

// PlacesConfig says whether neurons have places of their own choice.
type PlacesConfig struct {
	Places     string  `yaml:"places,omitempty" about:"trained: hidden neurons glide to where wires are short; left out: places stay" oneof:"- trained"`
	PlacesRate float64 `yaml:"places_rate,omitempty" about:"learning rate of places, as a multiple of the others'; 0: 1" min:"0"`
	Repulsion  float64 `yaml:"repulsion,omitempty" about:"how strongly neurons with trained places push each other apart; 0: 1" min:"0"`
}

// prices build each kind of price.
var prices = map[string]func(PriceTerm, *Network, *rand.Rand) (bimt.Price, error){
	"communicability": func(PriceTerm, *Network, *rand.Rand) (bimt.Price, error) { return bimt.Communicability(), nil },
	"modularity": func(t PriceTerm, n *Network, rng *rand.Rand) (bimt.Price, error) {
		p, err := bimt.NewPartition(n.Space, n.Params, or(t.Modules, 2), rng)
		if err != nil {
			return nil, err
		}
		return p.Price(), nil
	},
	"topography": func(t PriceTerm, n *Network, _ *rand.Rand) (bimt.Price, error) {
		a := n.Space.Find(t.Axis)
		if a == nil {
			var names []string
			for _, a := range n.Space.Axes() {
				names = append(names, a.Name())
			}
			return nil, nearest.Unknown("axis", t.Axis, names)
		}
		return bimt.Topography(a, or(t.Blur, 0.1)), nil
	},
}

// or is v, or what stands for 0.
func or[V int | float64](v, zero V) V {
	if v == 0 {
		return zero
	}
	return v
}

// charge readies a network for what its settings charge: prices, and places to train.
func (n *Network) charge(c *Config) error {
	n.penalty = append(n.penalty, MethodOf(c.Method).Penalty...)
	if c.Charge != "" {
		n.penalty = append(n.penalty, bimt.Charging(op.Charge(c.Charge)))
	}
	rng := rand.New(source(c, priceStream))
	for _, t := range c.Prices {
		build := prices[t.Kind]
		if build == nil {
			return fmt.Errorf("prices: %w", nearest.Unknown("price", t.Kind, slices.Sorted(maps.Keys(prices))))
		}
		p, err := build(t, n, rng)
		if err != nil {
			return fmt.Errorf("prices: %s: %w", t.Kind, err)
		}
		n.penalty = append(n.penalty, bimt.WithPrice(t.Factor, p))
	}
	if c.Places != "trained" {
		return nil
	}
	return n.trainPlaces(c)
}

// trainPlaces trains the places of all axes but inputs and outputs, and those in heads, whose
// places stay together.
func (n *Network) trainPlaces(c *Config) error {
	n.rates = map[*graph.Param]float64{}
	for _, a := range n.Space.Axes() {
		if a == n.In || a == n.Out || a.IsFixed() || a.Heads() != nil {
			continue
		}
		if err := n.Space.TrainPlaces(n.Params, a); err != nil {
			return err
		}
		n.rates[a.Places()] = or(c.PlacesRate, 1)
	}
	if len(n.rates) == 0 {
		return fmt.Errorf("places: the network has no hidden neurons whose places could be trained")
	}
	n.penalty = append(n.penalty, bimt.WithPrice(or(c.Repulsion, 1), bimt.Repulsion()))
	return nil
}
