package network

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/nats-io/nats.go"
)

// connect dials, again and again where that is wanted, and never gives up later.
func (a *address) connect(name string, more ...nats.Option) (*nats.Conn, error) {
	options := append([]nats.Option{
		nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.ReconnectJitter(200*time.Millisecond, time.Second),
		nats.Timeout(5 * time.Second), nats.PingInterval(20 * time.Second), nats.IgnoreAuthErrorAbort(), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}),
	}, more...)
	if user, password, ok := cutUser(a.token); ok {
		options = append(options, nats.UserInfo(user, password))
	} else if a.token != "" {
		options = append(options, nats.Token(a.token))
	}
	if a.key != "" {
		options = append(options, nats.Secure(pinned(a.key)))
	}
	nc, err := nats.Connect(a.server, options...)
	switch {
	case errors.Is(err, nats.ErrAuthorization):
		return nil, fmt.Errorf("%s: the token is not the server's: copy the whole line that bimt sweep --serve prints", a.server)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", a.server, err)
	}
	return nc, nil
}

// cutUser parts USER:PASSWORD, for servers of one's own that have users.
func cutUser(token string) (user, password string, ok bool) {
	for i := range token {
		if token[i] == ':' {
			return token[:i], token[i+1:], true
		}
	}
	return "", "", false
}

// pinned trusts the one certificate that has a sum, and no other.
func pinned(key string) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // what VerifyConnection does is stricter
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || keyOf(s.PeerCertificates[0].Raw) != key {
				return errors.New("the server's certificate is not the one that the address names")
			}
			return nil
		},
	}
}

// keyOf is the sum of a certificate.
func keyOf(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return hex.EncodeToString(sum[:])
}

// withName is the address of a sweep on a server.
func (a *address) withName(name string) string {
	u, err := url.Parse(a.server)
	if err != nil {
		return a.server
	}
	if user, password, ok := cutUser(a.token); ok {
		u.User = url.UserPassword(user, password)
	} else if a.token != "" {
		u.User = url.User(a.token)
	}
	u.Path = "/" + name
	if a.key != "" {
		u.RawQuery = "key=" + a.key
	}
	return u.String()
}
