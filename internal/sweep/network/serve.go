package network

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/gobimt/bimt/internal/atomicfile"
	"github.com/nats-io/nats-server/v2/server"
)

// Options say how to serve.
type Options struct {
	Dir    string // of the sweep, which keeps the token and the port, so that workers find a server that was started again
	Listen string // HOST:PORT; port 0, or none: the one of before, or any
	Host   string // by which workers reach it; empty: an address of this machine
	TLS    bool   // encrypt, with a certificate made for this sweep
}

// Server is a NATS server inside this program.
type Server struct {
	at    address // for workers
	own   string  // USER:PASSWORD of the lead
	nats  *server.Server
	store string
}

// kept is what a server keeps beside the sweep, for its owner alone.
type kept struct {
	Token string `json:"token"`
	Port  int    `json:"port"`
	Cert  string `json:"cert,omitempty"`
	Key   string `json:"key,omitempty"`
}

const keptFile = ".serve.json"

// Serve starts a server on one port. Close it.
func Serve(o Options) (*Server, error) {
	host, port, err := splitListen(o.Listen)
	if err != nil {
		return nil, err
	}
	k, err := keep(o)
	if err != nil {
		return nil, err
	}
	if port == 0 {
		port = k.Port
	}
	if port == 0 {
		port = server.RANDOM_PORT
	}
	own, err := secret()
	if err != nil {
		return nil, err
	}
	s := &Server{at: address{token: workerUser + ":" + k.Token}, own: leadUser + ":" + own, store: filepath.Join(o.Dir, ".jetstream")}
	options := &server.Options{
		ServerName: "bimt", Host: host, Port: port, Users: users(nameOf(o.Dir), own, k.Token), NoLog: true, NoSigs: true,
		JetStream: true, StoreDir: s.store, JetStreamMaxMemory: 1 << 30, JetStreamMaxStore: 1 << 20, DisableJetStreamBanner: true,
		MaxPayload: 1 << 20, MaxConn: 1 << 16, NoSystemAccount: true, WriteDeadline: 10 * time.Second, AuthTimeout: 5,
	}
	scheme := "nats"
	if o.TLS {
		scheme = "tls"
		if s.at.key, err = k.encrypt(options); err != nil {
			return nil, err
		}
	}
	if s.nats, err = server.NewServer(options); err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	s.nats.Start()
	if !s.nats.ReadyForConnections(10 * time.Second) {
		s.Close()
		return nil, fmt.Errorf("serve: nothing can listen at %s:%d: choose another port with --listen", host, port)
	}
	at := s.nats.Addr().(*net.TCPAddr)
	k.Port = at.Port
	if o.Host == "" {
		o.Host = hostOf(host)
	}
	s.at.server = scheme + "://" + net.JoinHostPort(o.Host, strconv.Itoa(at.Port))
	return s, k.write(o.Dir)
}

// Close ends the server.
func (s *Server) Close() {
	s.nats.Shutdown()
	s.nats.WaitForShutdown()
	_ = os.RemoveAll(s.store) // nothing in it is needed
}

// URL is its address, with the token.
func (s *Server) URL() string { return s.at.withName("") }

func splitListen(listen string) (host string, port int, err error) {
	if listen == "" {
		return "0.0.0.0", 0, nil
	}
	host, text, err := net.SplitHostPort(listen)
	if err == nil {
		port, err = strconv.Atoi(text)
	}
	if err != nil || port < 0 || port > 65535 {
		return "", 0, fmt.Errorf("listen: %q: write it as HOST:PORT or :PORT, such as :4222", listen)
	}
	if host == "" {
		host = "0.0.0.0"
	}
	return host, port, nil
}

// hostOf is an address by which other machines may reach this one.
func hostOf(listen string) string {
	if listen != "0.0.0.0" && listen != "::" {
		return listen
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "127.0.0.1"
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	return "127.0.0.1"
}

// keep reads what a server of before has kept, or makes it.
func keep(o Options) (*kept, error) {
	k := &kept{}
	name := filepath.Join(o.Dir, keptFile)
	b, err := atomicfile.Read(name, 1<<16)
	if errors.Is(err, fs.ErrNotExist) {
		k.Token, err = secret()
		return k, err
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, k); err != nil || len(k.Token) < 32 {
		return nil, fmt.Errorf("%s: it holds no token: remove it, and workers need the new line", name)
	}
	return k, nil
}

func secret() (string, error) {
	b := make([]byte, 16)
	_, err := rand.Read(b)
	return hex.EncodeToString(b), err
}

const (
	leadUser   = "lead"
	workerUser = "worker"
)

// users are the lead, who may do all, and workers, who may take orders out of the queue, ask
// the lead, and hear the answers.
func users(name, lead, worker string) []*server.User {
	stream := streamOf(name)
	return []*server.User{
		{Username: leadUser, Password: lead},
		{Username: workerUser, Password: worker, Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Allow: []string{
				subject(name, askSubject, ">"),
				"$JS.API.CONSUMER.INFO." + stream + "." + consumer, "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer, "$JS.ACK." + stream + "." + consumer + ".>",
			}},
			Subscribe: &server.SubjectPermission{Allow: []string{"_INBOX.>", subject(name, overSubject)}},
		}},
	}
}

// write keeps it, for the owner's eyes.
func (k *kept) write(dir string) error {
	b, err := json.Marshal(k)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, keptFile)
	half := name + ".new"
	if err := os.WriteFile(half, b, 0o600); err != nil {
		return err
	}
	return os.Rename(half, name)
}
