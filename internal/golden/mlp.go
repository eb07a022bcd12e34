package golden

// MLP is a recorded multilayer perceptron, with a token embedding if Tokens is not 0.
type MLP struct {
	Widths            []int   `json:"shape"`
	Fold              int     `json:"fold"`
	Tokens            int     `json:"tokens"`
	Geometry          string  `json:"geometry"`
	Activation        string  `json:"activation"` // not in every file; silu if it is not
	TopK              int     `json:"top_k"`
	Locality          float64 `json:"locality"`
	LayerDistance     float64 `json:"layer_distance"`
	Reduction         string  `json:"reduction"`
	BiasPenalised     bool    `json:"bias_penalised"`
	LastLayerLocality bool    `json:"last_layer_locality"`
	LearningRate      float64 `json:"learning_rate"`
	Lambda            float64 `json:"lambda"`
	Loss              string  `json:"loss"`
	Coordinates       struct {
		In  []Array `json:"in"`
		Out []Array `json:"out"`
	} `json:"coordinates"`
	X          Array            `json:"x"`
	Y          Array            `json:"y"`
	Initial    map[string]Array `json:"initial"`
	First      FirstStep        `json:"first_step"`
	Trajectory []Step           `json:"trajectory"`
	Trained    map[string]Array `json:"trained"`
	Relocation struct {
		Locality     float64          `json:"locality"`
		Reduction    string           `json:"reduction"`
		ScoresBefore []Array          `json:"scores_before"`
		CostBefore   float64          `json:"cost_before"`
		CostAfter    float64          `json:"cost_after"`
		Params       map[string]Array `json:"params_after"`
		InPerm       []int            `json:"in_perm"`
		OutPerm      []int            `json:"out_perm"`
	} `json:"relocation"`
}
