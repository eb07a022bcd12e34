package op

// AffineAttrs are those of KindAffine.
type AffineAttrs struct {
	Activation Activation
	Bias       bool // the third operand
}

// LayerNormAttrs are those of KindLayerNorm.
type LayerNormAttrs struct{ Epsilon float64 }

// RMSNormAttrs are those of KindRMSNorm.
type RMSNormAttrs struct{ Epsilon float64 }

// TokenProductsAttrs are those of KindTokenProducts.
type TokenProductsAttrs struct{ Bias bool } // the third operand

// TokenSumAttrs are those of KindTokenSum.
type TokenSumAttrs struct{ Activation Activation }

// PickAttrs are those of KindPick: Places of dimension Dim are kept.
type PickAttrs struct {
	Dim    int
	Places Ints
}

// ReorderAttrs are those of KindReorder and KindReorderRows.
type ReorderAttrs struct {
	Order     *Order
	Direction Direction
}

// CostAttrs are those of KindCost: its terms in words, distances as a hash of them.
type CostAttrs struct{ Terms string }

// slopeAttrs are those of KindSlope.
type slopeAttrs struct{ Activation Activation }

// headProductAttrs are those of KindHeadProduct.
type headProductAttrs struct {
	Scale      float64
	Transposed bool
	Share      int  // query heads to a head of keys or values
	Causal     bool // squares are 0 above the diagonal
}

// MixAttrs are those of KindAttentionMix: Share query heads in turn read one head of values,
// and in a causal pattern a place sees itself and the places before it only.
type MixAttrs struct {
	Share  int
	Causal bool
}
