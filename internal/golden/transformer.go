package golden

// Transformer is a recorded causal transformer over vectors, without layer norm or
// positions. Query, key and value are stacked on the rows of qkv.
type Transformer struct {
	In            int              `json:"in"`
	Out           int              `json:"out"`
	Heads         int              `json:"heads"`
	Width         int              `json:"width"`
	Layers        int              `json:"layers"`
	Locality      float64          `json:"locality"`
	LayerDistance float64          `json:"layer_distance"`
	Reduction     string           `json:"reduction"`
	BiasPenalised *bool            `json:"bias_penalised"` // not in every file; true if it is not
	LearningRate  float64          `json:"learning_rate"`
	Lambda        float64          `json:"lambda"`
	Activation    string           `json:"activation"`
	X             Array            `json:"x"`
	Y             Array            `json:"y"`
	Initial       map[string]Array `json:"initial"`
	First         FirstStep        `json:"first_step"`
	Trajectory    []Step           `json:"trajectory"`
	Trained       map[string]Array `json:"trained"`
}

// Rows cuts an array in n equal parts along its first dimension.
func (a Array) Rows(n int) []Array {
	parts := make([]Array, n)
	for i := range parts {
		shape := append([]int{a.Shape[0] / n}, a.Shape[1:]...)
		size := len(a.Data) / n
		parts[i] = Array{Shape: shape, Data: a.Data[i*size : (i+1)*size]}
	}
	return parts
}
