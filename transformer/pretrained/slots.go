package pretrained

import (
	"fmt"

	"github.com/gobimt/bimt/transformer"
)

// slots lists where the parameters of a config are, by the names that a form has for them.
type slots struct {
	c   *transformer.Config
	all []slot
}

// add notes that a parameter is a tensor.
func (s *slots) add(param, tensor string, shape ...int) {
	s.all = append(s.all, slot{param: param, tensor: tensor, shape: shape, parts: 1})
}

// linear notes the weight, stored (in, out) if turned, and the bias of a linear layer.
func (s *slots) linear(param, tensor string, bias, turned bool, shape ...int) {
	s.all = append(s.all, slot{param: param + ".weight", tensor: tensor + ".weight", shape: shape, parts: 1, turned: turned})
	if bias {
		s.add(param+".bias", tensor+".bias", shape[0])
	}
}

// queryKeyValue notes one tensor that is those of queries, keys and values.
func (s *slots) queryKeyValue(param, tensor string, turned bool) {
	w := s.c.Width
	for i, name := range []string{".q", ".k", ".v"} {
		s.all = append(s.all, slot{param: param + name + ".weight", tensor: tensor + ".weight", shape: []int{w, w}, turned: turned, part: i, parts: 3})
	}
	for i, name := range []string{".q", ".k", ".v"} {
		s.all = append(s.all, slot{param: param + name + ".bias", tensor: tensor + ".bias", shape: []int{w}, part: i, parts: 3})
	}
}

// norm notes the scale, and the shift of a layer norm.
func (s *slots) norm(param, tensor string) {
	s.add(param+".scale", tensor+".weight", s.c.Width)
	if s.c.Norm == transformer.NormLayer {
		s.add(param+".shift", tensor+".bias", s.c.Width)
	}
}

// gptSlots are those of GPT-2, whose weights are stored (in, out), and of minGPT.
func gptSlots(c *transformer.Config, prefix, head string, turned bool) []slot {
	s := &slots{c: c}
	s.add("embed.weight", prefix+"wte.weight", c.Tokens, c.Width)
	s.add("positions.weight", prefix+"wpe.weight", c.Positions, c.Width)
	for i := range c.Layers {
		b, t := fmt.Sprintf("block%d", i), fmt.Sprintf("%sh.%d", prefix, i)
		s.norm(b+".attn.norm", t+".ln_1")
		s.queryKeyValue(b+".attn", t+".attn.c_attn", turned)
		s.linear(b+".attn.out", t+".attn.c_proj", true, turned, c.Width, c.Width)
		s.norm(b+".mlp.norm", t+".ln_2")
		s.linear(b+".mlp.up", t+".mlp.c_fc", true, turned, c.Hidden, c.Width)
		s.linear(b+".mlp.down", t+".mlp.c_proj", true, turned, c.Width, c.Hidden)
	}
	s.norm("unembed.norm", prefix+"ln_f")
	if !c.TiedEmbedding {
		s.add("unembed.weight", head, c.Outputs, c.Width)
	}
	return s.all
}

// llamaSlots are those of Hugging Face's Llama.
func llamaSlots(c *transformer.Config, prefix string) []slot {
	s := &slots{c: c}
	width := c.Heads * c.HeadWidth
	shared := c.KVHeads * c.HeadWidth
	s.add("embed.weight", prefix+"embed_tokens.weight", c.Tokens, c.Width)
	for i := range c.Layers {
		b, t := fmt.Sprintf("block%d", i), fmt.Sprintf("%slayers.%d", prefix, i)
		s.norm(b+".attn.norm", t+".input_layernorm")
		s.linear(b+".attn.q", t+".self_attn.q_proj", c.Biases.Attention, false, width, c.Width)
		s.linear(b+".attn.k", t+".self_attn.k_proj", c.Biases.Attention, false, shared, c.Width)
		s.linear(b+".attn.v", t+".self_attn.v_proj", c.Biases.Attention, false, shared, c.Width)
		s.linear(b+".attn.out", t+".self_attn.o_proj", c.Biases.Attention && !c.Biases.NoAttentionOut, false, c.Width, width)
		s.norm(b+".mlp.norm", t+".post_attention_layernorm")
		s.linear(b+".mlp.gate", t+".mlp.gate_proj", c.Biases.MLP, false, c.Hidden, c.Width)
		s.linear(b+".mlp.up", t+".mlp.up_proj", c.Biases.MLP, false, c.Hidden, c.Width)
		s.linear(b+".mlp.down", t+".mlp.down_proj", c.Biases.MLP, false, c.Width, c.Hidden)
	}
	s.norm("unembed.norm", prefix+"norm")
	if !c.TiedEmbedding {
		s.add("unembed.weight", "lm_head.weight", c.Outputs, c.Width)
	}
	return s.all
}
