package run

import (
	"os"
	"slices"
	"testing"

	"github.com/gobimt/bimt/internal/safetensors"
	public "github.com/nlpodyssey/safetensors"
)

// A checkpoint is read by a library of others as it is here: names, types, shapes, bytes, metadata.
func TestCheckpointsAreReadByOthers(t *testing.T) {
	for name, set := range map[string][]string{
		"sharing":    {"batch=7", "dtype=float32", "on_nan=rewind", "swap_every=9"},
		"in-context": {"width=8", "heads=2", "train_rows=60", "test_rows=10", "swap_every=15", "batch=8"},
	} {
		_, path := checkpointed(t, name, append(set, "steps=40", "log_every=5")...)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := public.Deserialize(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, about, err := public.ReadMetadata(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ours, err := safetensors.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Len() != len(ours.Names()) || theirs.Len() < 10 || len(about.Metadata()) != len(ours.Metadata) {
			t.Errorf("%s: they see %d tensors and %d keys, want %d and %d", name, theirs.Len(), len(about.Metadata()), len(ours.Names()), len(ours.Metadata))
		}
		for key, value := range ours.Metadata {
			if about.Metadata()[key] != value {
				t.Errorf("%s: %s differs", name, key)
			}
		}
		for _, tensor := range ours.Names() {
			want, err := ours.Tensor(tensor)
			if err != nil {
				t.Fatal(err)
			}
			have, ok := theirs.Tensor(tensor)
			if !ok || have.DType().String() != string(want.DType) || !slices.Equal(have.Data(), want.Data) || !sameShape(have.Shape(), want.Shape) {
				t.Errorf("%s: %s is %v %v there, want %v %v", name, tensor, have.DType(), have.Shape(), want.DType, want.Shape)
			}
		}
	}
}

func sameShape(have []uint64, want []int) bool {
	return slices.EqualFunc(have, want, func(a uint64, b int) bool { return a == uint64(b) })
}
