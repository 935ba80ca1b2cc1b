package storage

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// keySize is the size of every key here, in bytes.
const keySize = 32

// domain separates what is hashed for different purposes: the same text has
// another hash in each, and none can be computed without the key file.
type domain string

const (
	ofAddress domain = "address" // adapter, chat, thread
	ofChat    domain = "chat"    // adapter, chat
	ofThread  domain = "thread"  // adapter, chat, thread: finds the talk of a thread at a desk
	ofPlace   domain = "place"   // makes the id under which a platform knows a message
	ofLane    domain = "lane"    // adapter, chat, talk
	ofPress   domain = "press"   // makes a token from a line's id
	ofRef     domain = "ref"     // finds the line of a platform's message
	ofToken   domain = "token"   // finds the line of a token
	ofWords   domain = "words"   // makes a return code from an address
	ofSurvey  domain = "survey"  // whose answers in a survey these are
	ofCode    domain = "code"    // finds the conversation of a return code
	ofPick    domain = "pick"    // makes the token that picks a conversation up from a list
	ofWorker  domain = "worker"  // finds what is known of a worker
	ofSession domain = "session" // finds a browser's session
	ofTheme   domain = "theme"   // whose talks were about what, so that they are counted and nobody reads who it was
	ofAlias   domain = "alias"   // where the search for a free alias begins
)

// readKey reads the key file: 32 bytes as base64 text, readable by its owner
// only. Where there is none and make allows it, one is made.
func readKey(path string, make bool) ([]byte, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !make {
			return nil, fmt.Errorf("key file %s: %w: put the key of this database there, or name it in OMZIEN_KEY_FILE; without it nothing in the database can be read", path, ErrKeyMissing)
		}
		return makeKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("key file %s: %w: run chmod 600 on it", path, ErrKeyOpen)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("key file %s: %w: it must be 32 bytes as base64; restore it from its backup", path, ErrKeyBroken)
	}
	return key, nil
}

// makeKey makes a new key file with mode 0600. It is on the disk when makeKey
// returns: a database whose key was lost in a power cut is lost too.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make key file: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make key file: %w", err)
	}
	// Its name, too. Where a system cannot sync a folder, it needs not.
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		dir.Sync()
		dir.Close()
	}
	return key, nil
}

// secrets are the keys derived from the key file. Safe for concurrent use.
type secrets struct {
	wrap   []byte                // wraps data keys
	hashes map[domain]*sync.Pool // of hash.Hash keyed for the domain
}

func newSecrets(key []byte) (*secrets, error) {
	wrap, err := hkdf.Key(sha256.New, key, nil, "omzien wrap 1", keySize)
	if err != nil {
		return nil, fmt.Errorf("derive keys: %w", err)
	}
	s := &secrets{wrap: wrap, hashes: make(map[domain]*sync.Pool)}
	for _, d := range []domain{ofAddress, ofChat, ofThread, ofPlace, ofLane, ofPress, ofRef, ofToken, ofWords, ofCode, ofSurvey, ofPick, ofWorker, ofSession, ofTheme, ofAlias} {
		k, err := hkdf.Key(sha256.New, key, nil, "omzien hash 1 "+string(d), keySize)
		if err != nil {
			return nil, fmt.Errorf("derive keys: %w", err)
		}
		s.hashes[d] = &sync.Pool{New: func() any { return hmac.New(sha256.New, k) }}
	}
	return s, nil
}

// sum is the HMAC-SHA256 of the parts. Each part's length goes in before it, so
// that no two lists of parts run together.
func (s *secrets) sum(d domain, parts ...string) [sha256.Size]byte {
	pool := s.hashes[d]
	h := pool.Get().(hash.Hash)
	defer pool.Put(h)
	h.Reset()
	var buf [256]byte
	for _, p := range parts {
		h.Write(append(binary.AppendUvarint(buf[:0], uint64(len(p))), p...))
	}
	var out [sha256.Size]byte
	h.Sum(out[:0])
	return out
}

// hash is sum as text, for columns: 43 characters.
func (s *secrets) hash(d domain, parts ...string) string {
	sum := s.sum(d, parts...)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
