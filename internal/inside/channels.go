package inside

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/gobimt/bimt/bimt/lens"
	"github.com/gobimt/bimt/internal/run"
	"gonum.org/v1/gonum/stat"
)

// ChannelReport says how far the channels of a table of tokens stand for something by
// themselves.
type ChannelReport struct {
	Figures  []Figure  `json:"figures"`
	Channels []Channel `json:"channels"` // those alive, of largest kurtosis first
	Dead     int       `json:"dead"`
}

// Channel is one dimension of the residual stream, or of the embedding.
type Channel struct {
	Name     string     `json:"name"`
	Kurtosis run.Number `json:"kurtosis"`
	// High and Low are the tokens that stand out most above and below, in deviations.
	High []Token `json:"high"`
	Low  []Token `json:"low"`
}

// Token is a token's value in a channel, in deviations from the mean.
type Token struct {
	Name  string     `json:"token"`
	Value run.Number `json:"value"`
}

// standOut is how many tokens are named on each side of a channel.
const standOut = 4

// channels looks whether the basis of a table of tokens is privileged.
func channels(r *run.Run) (*ChannelReport, error) {
	values, width := tokenTable(r)
	alive, err := living(r)
	if err != nil {
		return nil, err
	}
	kurtosis, err := lens.Kurtosis(values, width)
	if err != nil {
		return nil, err
	}
	chance := normal(nullRandom(), values)
	null, err := lens.Kurtosis(chance, width)
	if err != nil {
		return nil, err
	}
	axis := r.Network.Space.Connection(r.Network.Table()).Axes()[1]
	c := &ChannelReport{Channels: []Channel{}}
	var of, ofNull []float64
	var most, mostNull run.Number
	for d, k := range kurtosis {
		if !alive[d] {
			c.Dead++
			continue
		}
		of, ofNull = append(of, k), append(ofNull, null[d])
		x := Channel{Name: fmt.Sprintf("%s[%d]", axis.Name(), d), Kurtosis: run.Number(k)}
		x.High, x.Low = outstanding(r, column(values, width, d))
		high, low := outstanding(r, column(chance, width, d))
		most, mostNull = max(most, x.High[0].Value, -x.Low[0].Value), max(mostNull, high[0].Value, -low[0].Value)
		c.Channels = append(c.Channels, x)
	}
	if len(of) == 0 {
		return nil, fmt.Errorf("no channel of %s is alive: there is nothing to see", axis.Name())
	}
	slices.SortStableFunc(c.Channels, func(a, b Channel) int { return cmp.Compare(b.Kurtosis, a.Kurtosis) })
	c.Figures = []Figure{
		{"mean kurtosis of a channel", run.Number(stat.Mean(of, nil)), run.Number(stat.Mean(ofNull, nil)), "a random table"},
		{"largest kurtosis of a channel", run.Number(slices.Max(of)), run.Number(slices.Max(ofNull)), "a random table"},
		{"farthest token in its channel, in deviations", most, mostNull, "a random table"},
	}
	return c, nil
}

// outstanding are the tokens farthest above and below the mean of a channel.
func outstanding(r *run.Run, f []float64) (high, low []Token) {
	mean, sd := stat.PopMeanStdDev(f, nil)
	order := make([]int, len(f))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f[b], f[a]) })
	token := func(i int) Token {
		t := Token{Name: fmt.Sprint(i), Value: run.Number((f[i] - mean) / cmp.Or(sd, math.Inf(1)))}
		if len(r.Data.Outputs) == len(f) {
			t.Name = r.Data.Outputs[i]
		}
		return t
	}
	for k := range min(standOut, len(f)) {
		high, low = append(high, token(order[k])), append(low, token(order[len(f)-1-k]))
	}
	return high, low
}
