package idx

import "fmt"

// Set is images with a label each.
type Set struct {
	Images
	Labels []uint8 // [Count]
}

// ReadSet reads a file of images and the file of their labels. It fails if
// either can't be read, if their numbers differ, or if all labels are the same.
func ReadSet(imagesPath, labelsPath string) (Set, error) {
	images, err := ReadImages(imagesPath)
	if err != nil {
		return Set{}, err
	}
	labels, err := ReadLabels(labelsPath)
	if err != nil {
		return Set{}, err
	}
	if len(labels) != images.Count {
		return Set{}, fmt.Errorf("%s holds %d images, but %s holds %d labels: give two files that belong together",
			imagesPath, images.Count, labelsPath, len(labels))
	}
	s := Set{Images: images, Labels: labels}
	if s.oneClass() {
		return Set{}, fmt.Errorf("%s: all %d labels are %d: give data with at least two classes", labelsPath, len(labels), labels[0])
	}
	return s, nil
}

func (s Set) oneClass() bool {
	for _, l := range s.Labels {
		if l != s.Labels[0] {
			return false
		}
	}
	return true
}

// Select copies the given rows, in the given order.
func (s Set) Select(rows []int) Set {
	out := Set{Images: Images{Count: len(rows), Height: s.Height, Width: s.Width}}
	out.Pixels = make([]uint8, 0, len(rows)*s.Height*s.Width)
	out.Labels = make([]uint8, 0, len(rows))
	for _, r := range rows {
		out.Pixels = append(out.Pixels, s.At(r)...)
		out.Labels = append(out.Labels, s.Labels[r])
	}
	return out
}

// Classes returns the number of classes: the largest label plus one. For a training and
// a test set take the larger number of the two.
func (s Set) Classes() int {
	most := -1
	for _, l := range s.Labels {
		most = max(most, int(l))
	}
	return most + 1
}
