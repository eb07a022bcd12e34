package experiment

// SampleConfig says what text is written at the end of a run.
type SampleConfig struct {
	SampleLength      int     `yaml:"sample_length,omitempty" of:"text" about:"text: characters of sample.txt, written at the end; 0: none"`
	SampleTemperature float64 `yaml:"sample_temperature,omitempty" of:"text" about:"text: divides the logits that it is drawn from; 0: the likeliest character each time"`
}
