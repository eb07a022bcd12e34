package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// npyMagic begins every NPY file.
const npyMagic = "\x93NUMPY"

// maxNPYHeader bounds the header of an NPY file; NumPy itself reads no more
// than 10,000 bytes without being asked to.
const maxNPYHeader = 64 << 10

// npyHeader is what an NPY file says of its array.
type npyHeader struct {
	dtype   dtype
	fortran bool // column by column
	rows    int64
	cols    int64
	rank    int   // 1 or 2
	size    int64 // bytes of the header itself
}

// names gives the columns names: the base alone for an array of one dimension,
// else base0, base1, ….
func (h npyHeader) names(base string) []string {
	if h.rank == 1 {
		return []string{base}
	}
	names := make([]string, h.cols)
	for i := range names {
		names[i] = base + strconv.Itoa(i)
	}
	return names
}

// errAt is what is wrong with a file, with the byte at which it was found and what to do.
type errAt struct {
	offset  int64
	problem string
	remedy  string
	err     error
}

const (
	fetchAgain = "fetch or save the file again"
	saveAgain  = "save it from NumPy as an array of numbers, such as a.astype('float64')"
)

// readNPYHeader reads magic, version and header (NumPy's format 1, 2 or 3).
func readNPYHeader(r io.Reader) (npyHeader, *errAt) {
	var h npyHeader
	var start [8]byte
	if n, err := io.ReadFull(r, start[:]); err != nil {
		return h, cutShort(int64(n), "the header", err)
	}
	if string(start[:6]) != npyMagic {
		return h, &errAt{problem: fmt.Sprintf("not an NPY file: it begins with % x", start[:6]), remedy: "check that this is the file you meant"}
	}
	var length int64
	switch start[6] {
	case 1:
		var b [2]byte
		if n, err := io.ReadFull(r, b[:]); err != nil {
			return h, cutShort(8+int64(n), "the header", err)
		}
		length, h.size = int64(binary.LittleEndian.Uint16(b[:])), 10
	case 2, 3:
		var b [4]byte
		if n, err := io.ReadFull(r, b[:]); err != nil {
			return h, cutShort(8+int64(n), "the header", err)
		}
		length, h.size = int64(binary.LittleEndian.Uint32(b[:])), 12
	default:
		return h, &errAt{offset: 6, problem: fmt.Sprintf("unknown NPY version %d.%d", start[6], start[7]), remedy: saveAgain}
	}
	if length > maxNPYHeader {
		return h, &errAt{offset: 8, problem: fmt.Sprintf("the header claims %d bytes, more than %d", length, maxNPYHeader), remedy: saveAgain}
	}
	text := make([]byte, length)
	if n, err := io.ReadFull(r, text); err != nil {
		return h, cutShort(h.size+int64(n), "the header", err)
	}
	if err := h.parse(string(text)); err != nil {
		return h, &errAt{offset: h.size, problem: "the header: " + err.Error(), remedy: saveAgain}
	}
	h.size += length
	return h, nil
}

// cutShort says that the file ended, or why it could not be read on.
func cutShort(offset int64, what string, err error) *errAt {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &errAt{offset: offset, problem: what + " ends here, too early", remedy: fetchAgain}
	}
	return &errAt{offset: offset, problem: "reading " + what, remedy: fetchAgain, err: err}
}

// parse reads the header's Python dictionary, such as
//
//	{'descr': '<f8', 'fortran_order': False, 'shape': (392, 8), }
//
// with its three keys in any order.
func (h *npyHeader) parse(text string) error {
	text = strings.TrimSpace(text)
	body, ok := strings.CutPrefix(text, "{")
	if !ok || !strings.HasSuffix(body, "}") {
		return errors.New("not a dictionary in braces")
	}
	body = strings.TrimSpace(strings.TrimSuffix(body, "}"))
	seen := make(map[string]bool)
	for body != "" {
		key, rest, err := quoted(body)
		if err != nil {
			return err
		}
		rest, ok := strings.CutPrefix(strings.TrimSpace(rest), ":")
		if !ok || seen[key] {
			return fmt.Errorf("malformed or repeated entry %q", key)
		}
		seen[key] = true
		if body, err = h.entry(key, strings.TrimSpace(rest)); err != nil {
			return err
		}
		body = strings.TrimSpace(body)
		if body, ok = strings.CutPrefix(body, ","); !ok && body != "" {
			return fmt.Errorf("no comma after entry %q", key)
		}
		body = strings.TrimSpace(body)
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if !seen[key] {
			return fmt.Errorf("entry %q is missing", key)
		}
	}
	if h.cols > MaxColumns {
		return fmt.Errorf("%d columns are more than the %d that may be read", h.cols, MaxColumns)
	}
	return checkCells(h.rows, h.cols)
}

// entry reads the value of one key and returns the text after it.
func (h *npyHeader) entry(key, text string) (rest string, err error) {
	switch key {
	case "descr":
		if strings.HasPrefix(text, "[") {
			return "", errors.New("a structured array is not read")
		}
		var code string
		if code, rest, err = quoted(text); err != nil {
			return "", err
		}
		h.dtype, err = parseDtype(code)
		return rest, err
	case "fortran_order":
		if rest, ok := strings.CutPrefix(text, "True"); ok {
			h.fortran = true
			return rest, nil
		}
		if rest, ok := strings.CutPrefix(text, "False"); ok {
			return rest, nil
		}
		return "", errors.New("fortran_order is neither True nor False")
	case "shape":
		return h.shape(text)
	}
	return "", fmt.Errorf("unknown entry %q", key)
}

// shape reads a tuple of one or two positive numbers.
func (h *npyHeader) shape(text string) (rest string, err error) {
	inner, ok := strings.CutPrefix(text, "(")
	inner, rest, closed := strings.Cut(inner, ")")
	if !ok || !closed {
		return "", errors.New("the shape is no tuple in parentheses")
	}
	var dims []int64
	if inner = strings.TrimSuffix(strings.TrimSpace(inner), ","); inner != "" {
		for _, field := range strings.Split(inner, ",") {
			v, err := strconv.ParseInt(strings.TrimSpace(field), 10, 64)
			if err != nil || v < 0 {
				return "", fmt.Errorf("the shape (%s) is malformed", inner)
			}
			dims = append(dims, v)
		}
	}
	h.rank = len(dims)
	switch h.rank {
	case 1:
		h.rows, h.cols = dims[0], 1
	case 2:
		h.rows, h.cols = dims[0], dims[1]
	default:
		return "", fmt.Errorf("the array has %d dimensions; rows and columns (or rows alone) are needed", h.rank)
	}
	if h.rows == 0 || h.cols == 0 {
		return "", fmt.Errorf("the array of shape (%s) is empty", inner)
	}
	return rest, nil
}

// quoted reads a string in single or double quotes, without escapes.
func quoted(text string) (value, rest string, err error) {
	if text == "" || text[0] != '\'' && text[0] != '"' {
		return "", "", errors.New("a quoted string is missing")
	}
	value, rest, closed := strings.Cut(text[1:], text[:1])
	if !closed {
		return "", "", errors.New("a quote is not closed")
	}
	return value, rest, nil
}
