package measure

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// What the README says of its first picture is what the summary of that run says.
func TestFirstPictureInTheREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("../../testdata/pictures/independence.json")
	if err != nil {
		t.Fatal(err)
	}
	s := &Summary{}
	if err := json.Unmarshal(b, s); err != nil {
		t.Fatal(err)
	}
	shared := "over these no input leads to both outputs"
	if n := s.Value("shared_inputs"); n != 0 {
		shared = fmt.Sprintf("over these %v inputs lead to both outputs", n)
	}
	text := strings.Join(strings.Fields(string(readme)), " ")
	for _, want := range []string{
		fmt.Sprintf("%v of %v weights are above 0.01", s.Value("active_weights"), s.Value("total_weights")),
		shared,
		fmt.Sprintf("This is seed %d,", s.Seed),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
}
