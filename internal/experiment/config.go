package experiment

import "github.com/gobimt/bimt/nn"

// Config is one experiment, complete. The yaml tag is the key in files and of --set;
// the about tag is the comment written beside it; the of tag names the data it belongs to
// where it does not belong to all; the model tag the model whose files must have it.
type Config struct {
	Experiment  string `yaml:"experiment" about:"name of the experiment and of its run folder"`
	Description string `yaml:"description,omitempty" about:"what it shows"`

	DataConfig     `yaml:",inline"`
	ModelConfig    `yaml:",inline"`
	InitConfig     `yaml:",inline"`
	SampleConfig   `yaml:",inline"`
	TrainingConfig `yaml:",inline"`
	GeometryConfig `yaml:",inline"`

	MadeWith map[string]string `yaml:"made_with,omitempty" about:"versions this run was made with; not read"`
}

// DataConfig says what is learned from.
type DataConfig struct {
	Data          string    `yaml:"data" about:"formula, two-moons, three-moons, modular-addition, permutations, mnist, fashion, digits, table, in-context or text"`
	Inputs        []string  `yaml:"inputs,omitempty" of:"formula table" about:"names of the inputs: variables of the formulas, or columns of the table"`
	Outputs       []string  `yaml:"outputs,omitempty" of:"table" about:"columns of the table to predict"`
	Formulas      []string  `yaml:"formulas,omitempty" of:"formula" about:"one for each output, of the inputs, pi, sqrt, sin, exp, …"`
	Range         []float64 `yaml:"range,omitempty" of:"formula" about:"inputs of formulas are drawn uniformly from this range"`
	Noise         float64   `yaml:"noise,omitempty" of:"two-moons three-moons" about:"standard deviation of the noise on the points of the moons"`
	Modulus       int       `yaml:"modulus,omitempty" of:"modular-addition" about:"p of a + b mod p"`
	Group         int       `yaml:"group,omitempty" of:"permutations" about:"n of the permutations of n things"`
	Path          string    `yaml:"path,omitempty" about:"file or folder of the data"`
	Task          string    `yaml:"task,omitempty" of:"table" about:"regression or classification; empty: found from the outputs of the table"`
	Standardise   bool      `yaml:"standardise,omitempty" of:"table" about:"scale the table's columns to mean 0 and deviation 1; predictions are scaled back"`
	TrainFraction float64   `yaml:"train_fraction,omitempty" of:"modular-addition permutations mnist fashion digits table text" about:"part of the rows to train on; the others are for the test"`
	DropMissing   bool      `yaml:"drop_missing,omitempty" of:"table" about:"leave out rows of the table where a value is missing; if not, they are errors"`
	TrainRows     int       `yaml:"train_rows,omitempty" of:"formula two-moons three-moons mnist fashion digits in-context" about:"rows to train on; of images 0: all there are"`
	TestRows      int       `yaml:"test_rows,omitempty" of:"formula two-moons three-moons mnist fashion digits in-context" about:"rows for the test; of images 0: all there are"`
	Dims          int       `yaml:"dims,omitempty" of:"in-context" about:"in-context: length of w and x"`
	Examples      int       `yaml:"examples,omitempty" of:"in-context" about:"in-context: pairs (x, y) shown before the question"`
	Length        int       `yaml:"length,omitempty" of:"text" about:"text: characters in a sequence"`
}

// ModelConfig says what is trained.
type ModelConfig struct {
	Model          string `yaml:"model" about:"mlp or transformer"`
	Activation     string `yaml:"activation" about:"silu, gelu, relu, tanh or identity"`
	Width          int    `yaml:"width" about:"neurons in each hidden layer; of a transformer, in the residual stream"`
	Depth          int    `yaml:"depth" about:"hidden layers; of a transformer, blocks"`
	EmbeddingWidth int    `yaml:"embedding_width,omitempty" about:"neurons that embed one token"`

	TransformerConfig `yaml:",inline"`
}

// TransformerConfig says what else a transformer needs.
type TransformerConfig struct {
	Heads         int     `yaml:"heads,omitempty" model:"transformer" about:"attention heads of each block"`
	MLPFactor     int     `yaml:"mlp_factor,omitempty" model:"transformer" about:"hidden neurons of a block's MLP, as a multiple of the width"`
	Causal        bool    `yaml:"causal,omitempty" model:"transformer" about:"a token sees itself and those before it"`
	AttentionRate float64 `yaml:"attention_rate,omitempty" model:"transformer" about:"attention is rate · softmax + (1 − rate)"`
	LayerNorm     bool    `yaml:"layer_norm,omitempty" about:"normalise what each block reads"`
	Positions     bool    `yaml:"positions,omitempty" model:"transformer" about:"learn a vector for each position"`
	TiedEmbedding bool    `yaml:"tied_embedding,omitempty" about:"unembed with the embedding's table"`
	TiedOrder     bool    `yaml:"tied_order,omitempty" about:"one order inside a head for query, key, value and output, as in the paper"`
	AttentionBias bool    `yaml:"attention_bias,omitempty" model:"transformer" about:"query, key, value and output have biases"`
	UnembedBias   bool    `yaml:"unembed_bias,omitempty" model:"transformer" about:"the unembedding has biases"`
}

// TrainingConfig says how it is trained.
type TrainingConfig struct {
	Method       string      `yaml:"method" about:"none, l1, l2, local, swap or bimt"`
	Seed         uint64      `yaml:"seed" about:"of the data, the initial weights and the batches"`
	Steps        int         `yaml:"steps" about:"length of the run"`
	Batch        int         `yaml:"batch" about:"rows in a step; 0: all"`
	LearningRate float64     `yaml:"learning_rate" about:"of AdamW"`
	WeightDecay  float64     `yaml:"weight_decay" about:"decoupled, of AdamW"`
	Loss         string      `yaml:"loss" about:"mse, cross-entropy, or auto: whichever fits the outputs"`
	Lambda       float64     `yaml:"lambda" about:"price of connections in the loss"`
	LambdaAt     []nn.Change `yaml:"lambda_changes,omitempty" about:"from a fraction of the run on, times a factor"`
	BiasesFrom   float64     `yaml:"charge_biases_from" about:"fraction of the run from which biases are charged; 0: always, 1: never"`
	DType        string      `yaml:"dtype" about:"float64 or float32"`
	BLAS         string      `yaml:"blas" about:"matrix products by: auto, go or openblas"`
	LogEvery     int         `yaml:"log_every" about:"steps between two lines of metrics.csv"`
}

// GeometryConfig says where neurons are and how they move.
type GeometryConfig struct {
	Geometry          string  `yaml:"geometry" about:"line, or grid (the outputs on a ring)"`
	Locality          float64 `yaml:"locality" about:"A: price of a unit of distance, for methods local and bimt"`
	LayerDistance     float64 `yaml:"layer_distance" about:"y: price of a connection of length zero"`
	Reduction         string  `yaml:"reduction" about:"sum, or mean over each tensor; λ means different things under the two"`
	LastLayerLocality bool    `yaml:"last_layer_locality" about:"charge the last layer for distance too"`
	SwapEvery         int     `yaml:"swap_every" about:"steps between relocations, for methods swap and bimt; 0: never"`
	SwapStrategy      string  `yaml:"swap_strategy" about:"greedy (as published), assignment (exact) or spectral"`
	SwapLocality      float64 `yaml:"swap_locality" about:"A in relocations"`
	TopK              int     `yaml:"top_k" about:"neurons of each layer that greedy relocation tries to move; 0: all"`
	LeaveMoments      bool    `yaml:"leave_moments" about:"leave Adam's moments behind when neurons move, as the notebooks do"`
}
