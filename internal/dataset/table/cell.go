package table

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// isMissing reports the usual ways to write that a value is not known: nothing,
// -, ., ?, NA, N/A, NaN and null, in upper or lower case.
func isMissing(field string) bool {
	switch len(field) {
	case 0:
		return true
	case 1:
		return field == "-" || field == "." || field == "?"
	case 2, 3, 4:
		switch strings.ToLower(field) {
		case "na", "n/a", "nan", "null":
			return true
		}
	}
	return false
}

// parseNumber reads a number with a decimal point or a decimal comma, with the
// exponents of Fortran (1.5D+03) and the minus sign of print (−1.5). A number too
// large is ±Inf.
func parseNumber(field string) (v float64, ok bool) {
	if v, err := strconv.ParseFloat(field, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return v, true
	}
	if strings.Count(field, ",") == 1 && strings.Contains(field, ".") {
		return 0, false
	}
	plain := ordinary.Replace(field)
	if plain == field || strings.Count(plain, ".") > 1 {
		return 0, false
	}
	v, err := strconv.ParseFloat(plain, 64)
	return v, err == nil || errors.Is(err, strconv.ErrRange)
}

// ordinary writes a number as programs do.
var ordinary = strings.NewReplacer(",", ".", "D", "E", "d", "e", "−", "-")

// allNumbers reports a line that names no columns.
func allNumbers(fields []string) bool { return countNumbers(fields) == len(fields) }

func countNumbers(fields []string) (n int) {
	for _, f := range fields {
		if _, ok := parseNumber(strings.TrimSpace(f)); ok {
			n++
		}
	}
	return n
}

// nearNumber says how to write a field so that it is a number; "" if it is none
// at all.
func nearNumber(field string) (remedy string) {
	if !strings.ContainsAny(field[:1], "+-.0123456789") {
		return ""
	}
	if _, err := strconv.ParseFloat(strings.ReplaceAll(field, ",", ""), 64); err == nil {
		return "write numbers without separators of thousands"
	}
	if parts := strings.Fields(field); len(parts) > 1 && allNumbers(parts) {
		return "if blanks separate the columns, give the header as many names, without blanks or in quotes"
	}
	return ""
}

// dates are ways to write a day or a time.
var dates = []string{
	time.DateOnly, "2006/01/02", "02.01.2006", "1/2/2006", "2/1/2006",
	time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04:05", time.RFC3339, "15:04", time.TimeOnly,
}

func isDate(field string) bool {
	for _, layout := range dates {
		if _, err := time.Parse(layout, field); err == nil {
			return true
		}
	}
	return false
}
