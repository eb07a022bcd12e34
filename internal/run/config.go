package run

import (
	"github.com/gobimt/bimt/internal/task"
	"github.com/gobimt/bimt/nn"
)

// Config is one experiment, complete, in the tags of package settings. Beside data stand the keys of that data set.
type Config struct {
	Experiment  string `yaml:"experiment" about:"name of the experiment and of its run folder"`
	Description string `yaml:"description,omitempty" about:"what it shows"`
	Extends     string `yaml:"extends,omitempty" about:"experiment or file that says what this file leaves out"`

	Data           task.Kind `yaml:"data" about:"what is learned from"`
	ModelConfig    `yaml:",inline"`
	InitConfig     `yaml:",inline"`
	SampleConfig   `yaml:",inline" when:"data=text"`
	TrainingConfig `yaml:",inline"`
	GeometryConfig `yaml:",inline"`
	PriceConfig    `yaml:",inline"`
	PlacesConfig   `yaml:",inline"`
	ExploreConfig  `yaml:",inline"`
	PruneConfig    `yaml:",inline"`
	FinishConfig   `yaml:",inline"`

	MadeWith map[string]string `yaml:"made_with,omitempty" about:"versions this run was made with; not read"`
}

// ModelConfig says what is trained.
type ModelConfig struct {
	Model          string `yaml:"model" about:"mlp or transformer" oneof:"mlp transformer"`
	Activation     string `yaml:"activation" about:"silu, gelu, gelu_erf, relu, tanh or identity"`
	Width          int    `yaml:"width" about:"neurons in each hidden layer; of a transformer, in the residual stream" min:"1" max:"1048576"`
	Depth          int    `yaml:"depth" about:"hidden layers; of a transformer, blocks" min:"0" max:"1000"`
	EmbeddingWidth int    `yaml:"embedding_width,omitempty" about:"neurons that embed one token" min:"0" max:"1048576"`

	TransformerConfig `yaml:",inline" when:"model=transformer"`
}

// TransformerConfig says what else a transformer needs.
type TransformerConfig struct {
	Heads         int     `yaml:"heads" about:"attention heads of each block" min:"0" max:"65536"`
	KVHeads       int     `yaml:"kv_heads,omitempty" about:"heads of keys and values, each shared by heads/kv_heads of queries; 0: one for each" min:"0" max:"65536"`
	MLPFactor     int     `yaml:"mlp_factor" about:"hidden neurons of a block's MLP, as a multiple of the width" min:"0" max:"1024"`
	Causal        bool    `yaml:"causal" about:"a token sees itself and those before it"`
	AttentionRate float64 `yaml:"attention_rate" about:"attention is rate · softmax + (1 − rate)" min:"0" max:"1"`
	LayerNorm     bool    `yaml:"layer_norm,omitempty" about:"normalise what each block reads"`
	Norm          string  `yaml:"norm,omitempty" about:"what each block reads through: layer, rms or none; if not given, layer_norm says" oneof:"- layer rms none"`
	Positions     bool    `yaml:"positions" about:"learn a vector for each position"`
	Position      string  `yaml:"position,omitempty" about:"how positions are told apart: learned, rotary or none; if not given, positions says" oneof:"- learned rotary none"`
	MLP           string  `yaml:"mlp,omitempty" about:"plain, or gated (SwiGLU with silu, GeGLU with gelu); if not given, plain" oneof:"- plain gated"`
	HeadWidth     int     `yaml:"head_width,omitempty" about:"neurons of a head; 0: width/heads" min:"0" max:"65536"`
	Hidden        int     `yaml:"hidden,omitempty" about:"hidden neurons of a block's MLP; 0: mlp_factor times the width" min:"0" max:"1048576"`
	MLPBiasless   bool    `yaml:"mlp_biasless,omitempty" about:"the MLPs have no biases"`
	NormEpsilon   float64 `yaml:"norm_epsilon,omitempty" about:"ε of the norms; 0: 1e-5" min:"0"`
	RotaryBase    float64 `yaml:"rotary_base,omitempty" about:"of rotary positions: speeds fall from 1 to nearly 1/base; 0: 10000" min:"0"`
	RotaryPairing string  `yaml:"rotary_pairing,omitempty" about:"neurons that are turned together: halves or interleaved; if not given, halves" oneof:"- halves interleaved"`
	Context       int     `yaml:"context,omitempty" about:"places that have a learned vector; 0: those of a row" min:"0" max:"1048576"`
	FixedOutputs  bool    `yaml:"fixed_outputs,omitempty" about:"outputs stay where they are: words of a vocabulary that another program reads"`
	TiedEmbedding bool    `yaml:"tied_embedding,omitempty" about:"unembed with the embedding's table"`
	TiedOrder     bool    `yaml:"tied_order,omitempty" about:"one order inside a head for query, key, value and output, as in the paper"`
	AttentionBias bool    `yaml:"attention_bias" about:"query, key, value and output have biases"`
	OutBiasless   bool    `yaml:"out_biasless,omitempty" about:"the output of attention has no bias, whatever attention_bias says"`
	UnembedBias   bool    `yaml:"unembed_bias" about:"the unembedding has biases"`
}

// TrainingConfig says how it is trained.
type TrainingConfig struct {
	Method       string      `yaml:"method" about:"none, l1, l2, local, swap, bimt or topk"`
	Seed         uint64      `yaml:"seed" about:"of the data, the initial weights and the batches"`
	Steps        int         `yaml:"steps" about:"length of the run" min:"1"`
	Batch        int         `yaml:"batch" about:"rows in a step; 0: all" min:"0"`
	LearningRate float64     `yaml:"learning_rate" about:"of AdamW" min:"0"`
	RateAt       []nn.Change `yaml:"learning_rate_changes,omitempty" about:"from a fraction of the run on, times a factor"`
	WeightDecay  float64     `yaml:"weight_decay" about:"decoupled, of AdamW" min:"0"`
	Loss         string      `yaml:"loss" about:"mse, cross-entropy, or auto: whichever fits the outputs"`
	Lambda       float64     `yaml:"lambda" about:"price of connections in the loss" min:"0"`
	Keep         float64     `yaml:"keep,omitempty" about:"of method topk: part of each tensor's weights that stays; it falls to this from all over the first half of the run; 0: 0.05" min:"0" max:"1"`
	LambdaAt     []nn.Change `yaml:"lambda_changes,omitempty" about:"from a fraction of the run on, times a factor"`
	BiasesFrom   float64     `yaml:"charge_biases_from" about:"fraction of the run from which biases are charged; 0: always, 1: never" min:"0" max:"1"`
	DType        string      `yaml:"dtype" about:"float64 or float32" oneof:"float64 float32"`
	BLAS         string      `yaml:"blas" about:"matrix products by: auto, go or openblas" oneof:"auto go openblas"`
	OnNaN        string      `yaml:"on_nan,omitempty" about:"at a NaN or an infinity: stop, or rewind and go on at half the learning rate; empty: stop" oneof:"- stop rewind"`
	LogEvery     int         `yaml:"log_every" about:"steps between two lines of metrics.csv" min:"1"`
}

// GeometryConfig says where neurons are and how they move.
type GeometryConfig struct {
	Geometry          string  `yaml:"geometry" about:"line, ring, or grid (the outputs on a ring)" oneof:"line ring grid"`
	Locality          float64 `yaml:"locality" about:"A: price of a unit of distance, for methods local and bimt" min:"0"`
	LayerDistance     float64 `yaml:"layer_distance" about:"y: price of a connection of length zero" min:"0"`
	Reduction         string  `yaml:"reduction" about:"sum, or mean over each tensor; λ means different things under the two" oneof:"sum mean"`
	LastLayerLocality bool    `yaml:"last_layer_locality" about:"charge the last layer for distance too"`
	SwapEvery         int     `yaml:"swap_every" about:"steps between relocations, for methods swap and bimt; 0: never" min:"0"`
	SwapStrategy      string  `yaml:"swap_strategy" about:"greedy (as published), assignment (exact) or spectral"`
	SwapLocality      float64 `yaml:"swap_locality" about:"A in relocations" min:"0"`
	TopK              int     `yaml:"top_k" about:"neurons of each layer that greedy relocation tries to move; 0: all" min:"0"`
	LeaveMoments      bool    `yaml:"leave_moments" about:"leave Adam's moments behind when neurons move, as the notebooks do"`
}
