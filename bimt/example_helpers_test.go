package bimt_test

// try gives the value, or ends the example with the error.
func try[V any](v V, err error) V {
	mustDo(err)
	return v
}

func mustDo(err error) {
	if err != nil {
		panic(err)
	}
}
