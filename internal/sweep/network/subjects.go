package network

import (
	"errors"
	"net/url"
	"strings"
)

// Subjects of a sweep are all below bimt.NAME. Orders wait in a stream; the others are
// requests to whoever leads the sweep.
const (
	prefix = "bimt"

	orderSubject = "order" // .ID.ATTEMPT: in the stream
	askSubject   = "ask"   // .KIND.ID: requests
	overSubject  = "over"  // to all workers: the sweep is at its end
)

// Kinds of requests.
const (
	askBegin = "begin" // may a worker begin? go, done
	askStep  = "step"  // so many steps are done; go, early
	askPart  = "part"  // a part of the packed folder; more, done
	askFail  = "fail"  // why there is no run; done
	askBlob  = "blob"  // the part of a file from an offset on; ID is its sum
	askHere  = "here"  // a worker is there, and has so many runs in hand; ID is its name; go
)

// Answers to requests. Any other is an error, in words.
const (
	answerGo    = "go"
	answerDone  = "done" // nobody needs it any more
	answerEarly = "early"
	answerMore  = "more" // parts
)

// Heads of messages.
const (
	workerHead = "Worker"
	partHead   = "Part" // I/N
	lastHead   = "Last" // of a file's parts
	errorHead  = "Error"
)

// subject joins its parts.
func subject(parts ...string) string { return prefix + "." + strings.Join(parts, ".") }

// streamOf is the stream of a sweep's orders, consumer who takes them out.
func streamOf(name string) string { return prefix + "-" + name }

const consumer = "workers"

// address is where a sweep is: nats://TOKEN@HOST:PORT/NAME, with tls for nats where the
// connection is encrypted, and ?key=SUM of the server's certificate where nobody vouches for it.
type address struct {
	server, token, name, key string
}

func parseAddress(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "nats" && u.Scheme != "tls" {
		return address{}, &addressError{text}
	}
	a := address{server: u.Scheme + "://" + u.Host, name: strings.Trim(u.Path, "/"), key: u.Query().Get("key")}
	if u.User != nil {
		a.token = u.User.Username()
		if p, ok := u.User.Password(); ok {
			a.token += ":" + p
		}
	}
	return a, nil
}

type addressError struct{ text string }

// Error implements error.
func (e *addressError) Error() string {
	return "it is no address of a sweep: copy the line that bimt sweep --serve prints: nats://TOKEN@HOST:PORT/NAME"
}

// CheckURL reports what is no address of a server.
func CheckURL(url string) error {
	if _, err := parseAddress(url); err != nil {
		return errors.New("it is no address of a NATS server: write it as nats://TOKEN@HOST:PORT or nats://USER:PASSWORD@HOST:PORT")
	}
	return nil
}
