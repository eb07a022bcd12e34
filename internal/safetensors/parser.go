package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// parser reads the few forms of JSON that a header has, in one pass: a header may have a
// million names, and a general decoder takes seconds for these.
type parser struct {
	text []byte
	at   int // next byte
}

// next returns the next byte that is no space, without passing it.
func (p *parser) next() (byte, error) {
	for ; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c, nil
		}
	}
	return 0, io.ErrUnexpectedEOF
}

// pass passes the next byte, which must be want.
func (p *parser) pass(want byte) error {
	c, err := p.next()
	if err == nil && c != want {
		err = fmt.Errorf("%s where %q must stand", p.word(), string(want))
	}
	p.at++
	return err
}

// word is what stands here, for errors and numbers: all up to a space or punctuation.
func (p *parser) word() []byte {
	rest := p.text[p.at:]
	if n := bytes.IndexAny(rest, " \t\r\n,:[]{}\""); n > 0 {
		return rest[:n]
	}
	return rest[:min(1, len(rest))]
}

// list reads items with commas between, in brackets.
func (p *parser) list(open, end byte, item func() error) error {
	if err := p.pass(open); err != nil {
		return err
	}
	if c, err := p.next(); err != nil || c == end {
		p.at++
		return err
	}
	for {
		if err := item(); err != nil {
			return err
		}
		if c, err := p.next(); err != nil || c == end {
			p.at++
			return err
		}
		if err := p.pass(','); err != nil {
			return err
		}
	}
}

// object reads an object; value reads the value of each key. Keys may come twice.
func (p *parser) object(value func(key string) error) error {
	return p.list('{', '}', func() error {
		key, err := p.string()
		if err == nil {
			err = p.pass(':')
		}
		if err != nil {
			return err
		}
		return value(key)
	})
}

func twice(key string) error { return fmt.Errorf("the key %q comes twice", key) }

func (p *parser) string() (string, error) {
	if c, err := p.next(); err != nil {
		return "", err
	} else if c != '"' {
		return "", fmt.Errorf("%s where a string must stand", p.word())
	}
	from, escaped := p.at, false
	for p.at++; p.at < len(p.text); p.at++ {
		switch c := p.text[p.at]; {
		case c == '\\':
			escaped = true
			p.at++
		case c < ' ':
			return "", fmt.Errorf("control character %q in a string: it must be escaped", c)
		case c == '"':
			p.at++
			if !escaped {
				return string(p.text[from+1 : p.at-1]), nil
			}
			var s string
			return s, json.Unmarshal(p.text[from:p.at], &s)
		}
	}
	return "", io.ErrUnexpectedEOF
}

func (p *parser) strings() (map[string]string, error) {
	m := map[string]string{}
	err := p.object(func(key string) (err error) {
		if _, ok := m[key]; ok {
			return twice(key)
		}
		if m[key], err = p.string(); err != nil {
			return fmt.Errorf("%s key %q: %w", metadataKey, key, err)
		}
		return nil
	})
	return m, err
}

// integers reads an array of numbers that are integers >= 0.
func (p *parser) integers() ([]int64, error) {
	list := []int64{}
	err := p.list('[', ']', func() error {
		c, err := p.next()
		if err != nil {
			return err
		}
		word := p.word()
		if (c < '0' || c > '9') && c != '-' {
			return fmt.Errorf("%s where an integer must stand", word)
		}
		n, err := strconv.ParseUint(string(word), 10, 63)
		if err != nil || (c == '0' && len(word) > 1) {
			return fmt.Errorf("%s is not an integer from 0 to 2^63-1", word)
		}
		p.at += len(word)
		list = append(list, int64(n))
		return nil
	})
	return list, err
}

// entry reads the three fields of a tensor.
func (p *parser) entry(e *entry) error {
	var offsets []int64
	var typed bool
	err := p.object(func(key string) (err error) {
		switch {
		case key == "dtype" && typed, key == "shape" && e.shape != nil, key == "data_offsets" && offsets != nil:
			return twice(key)
		case key == "dtype":
			var s string
			s, err = p.string()
			e.dtype, typed = DType(s), true
		case key == "shape":
			e.shape, err = p.shape()
		case key == "data_offsets":
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
	if !typed || e.shape == nil || offsets == nil {
		return errors.New("dtype, shape or data_offsets is missing")
	}
	e.begin, e.end = offsets[0], offsets[1]
	return nil
}

func (p *parser) shape() ([]int, error) {
	dims, err := p.integers()
	shape := make([]int, len(dims))
	for k, dim := range dims {
		if shape[k] = int(dim); int64(shape[k]) != dim {
			return nil, fmt.Errorf("dimension %d is too large for this machine", dim)
		}
	}
	return shape, err
}
