package safetensors

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// parser reads the few forms of JSON that a header has.
type parser struct{ dec *json.Decoder }

// token returns the next token, with the end of the text as an error of its own.
func (p parser) token() (json.Token, error) {
	tok, err := p.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.ErrUnexpectedEOF
	}
	return tok, err
}

// open reads the bracket that begins an object or array.
func (p parser) open(bracket json.Delim) error {
	tok, err := p.token()
	if err == nil && tok != bracket {
		err = fmt.Errorf("%v where %q must stand", tok, bracket.String())
	}
	return err
}

// object reads an object; value reads the value of each key. A key must not come twice.
func (p parser) object(value func(key string) error) error {
	if err := p.open('{'); err != nil {
		return err
	}
	seen := map[string]bool{}
	for p.dec.More() {
		key, err := p.string()
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("the key %q comes twice", key)
		}
		seen[key] = true
		if err := value(key); err != nil {
			return err
		}
	}
	_, err := p.token() // the closing brace
	return err
}

func (p parser) string() (string, error) {
	tok, err := p.token()
	if err != nil {
		return "", err
	}
	s, ok := tok.(string)
	if !ok {
		return "", fmt.Errorf("%v where a string must stand", tok)
	}
	return s, nil
}

func (p parser) strings() (map[string]string, error) {
	m := map[string]string{}
	err := p.object(func(key string) (err error) {
		if m[key], err = p.string(); err != nil {
			return fmt.Errorf("%s key %q: %w", metadataKey, key, err)
		}
		return nil
	})
	return m, err
}

// integers reads an array of numbers that are integers >= 0.
func (p parser) integers() ([]int64, error) {
	if err := p.open('['); err != nil {
		return nil, err
	}
	list := []int64{}
	for p.dec.More() {
		tok, err := p.token()
		if err != nil {
			return nil, err
		}
		number, ok := tok.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%v where an integer must stand", tok)
		}
		n, err := strconv.ParseUint(number.String(), 10, 63)
		if err != nil {
			return nil, fmt.Errorf("%s is not an integer from 0 to 2^63-1", number)
		}
		list = append(list, int64(n))
	}
	_, err := p.token() // the closing bracket
	return list, err
}

// entry reads the three fields of a tensor.
func (p parser) entry(e *entry) error {
	var offsets []int64
	fields := 0
	err := p.object(func(key string) (err error) {
		fields++
		switch key {
		case "dtype":
			var s string
			s, err = p.string()
			e.dtype = DType(s)
		case "shape":
			var shape []int64
			shape, err = p.integers()
			e.shape = make([]int, len(shape))
			for k, dim := range shape {
				if e.shape[k] = int(dim); int64(e.shape[k]) != dim {
					return fmt.Errorf("dimension %d is too large for this machine", dim)
				}
			}
		case "data_offsets":
			if offsets, err = p.integers(); err == nil && len(offsets) != 2 {
				err = fmt.Errorf("%d data_offsets, must be a begin and an end", len(offsets))
			}
		default:
			return fmt.Errorf("unknown field %q: only dtype, shape and data_offsets are known", key)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if fields != 3 { // three different known ones are all
		return errors.New("dtype, shape or data_offsets is missing")
	}
	e.begin, e.end = offsets[0], offsets[1]
	return nil
}
