package storage

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// A sealed value is
//
//	format (1 byte) | key id (4) | nonce (12) | ciphertext and tag (AES-256-GCM)
//
// and is bound to its place: table, column, row id and format are authenticated
// with it, so that a value moved to another row or column does not open.
const (
	sealFormat = 1
	keyIDSize  = 4
	nonceSize  = 12
	sealHead   = 1 + keyIDSize + nonceSize
)

// house is the person id of what belongs to nobody. Its key is the house's.
const house = ""

// place is where a sealed value stands.
type place struct{ table, column, row string }

func (p place) bind(buf []byte) []byte {
	buf = append(append(buf, p.table...), 0)
	buf = append(append(buf, p.column...), 0)
	return append(append(append(buf, p.row...), 0), sealFormat)
}

// lock seals and opens with one key. Safe for concurrent use.
type lock struct {
	id   [keyIDSize]byte
	aead cipher.AEAD
}

func newLock(key []byte) (*lock, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	l := &lock{aead: aead}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("omzien key id"))
	copy(l.id[:], h.Sum(nil))
	return l, nil
}

func (l *lock) seal(at place, plain []byte) []byte {
	out := make([]byte, sealHead, sealHead+len(plain)+l.aead.Overhead())
	out[0] = sealFormat
	copy(out[1:], l.id[:])
	rand.Read(out[1+keyIDSize:])
	var bound [192]byte
	return l.aead.Seal(out, out[1+keyIDSize:sealHead], plain, at.bind(bound[:0]))
}

// open gives what was sealed at this place, or errSealed.
func (l *lock) open(at place, sealed []byte) ([]byte, error) {
	if len(sealed) < sealHead || sealed[0] != sealFormat || [keyIDSize]byte(sealed[1:]) != l.id {
		return nil, errSealed
	}
	var bound [192]byte
	plain, err := l.aead.Open(nil, sealed[1+keyIDSize:sealHead], sealed[sealHead:], at.bind(bound[:0]))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

// ring keeps the locks of the persons who write now. A key stays for at most
// keyAge after it was read, so that an erased person is unreadable on every
// instance within that time. Safe for concurrent use.
type ring struct {
	wrap  *lock // of the key file
	clock func() time.Time

	mu    sync.Mutex
	house *lock
	kept  map[string]keptLock
}

const (
	keyAge   = time.Minute
	keysKept = 4096
)

type keptLock struct {
	lock *lock
	till time.Time
}

func newRing(wrapKey []byte, clock func() time.Time) (*ring, error) {
	w, err := newLock(wrapKey)
	if err != nil {
		return nil, err
	}
	return &ring{wrap: w, clock: clock, kept: make(map[string]keptLock)}, nil
}

// fresh makes a new data key for the person: its lock, and the key wrapped for
// the person's row.
func (r *ring) fresh(person string) (*lock, []byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	l, err := newLock(key)
	if err != nil {
		return nil, nil, err
	}
	return l, r.wrap.seal(keyPlace(person), key), nil
}

// unwrap opens a data key as it stands in the person's row.
func (r *ring) unwrap(person string, sealed []byte) (*lock, error) {
	key, err := r.wrap.open(keyPlace(person), sealed)
	if err != nil {
		return nil, err
	}
	return newLock(key)
}

func keyPlace(person string) place {
	if person == house {
		return place{"house", "key_sealed", "house"}
	}
	return place{"person", "key_sealed", person}
}

func (r *ring) find(person string) *lock {
	r.mu.Lock()
	defer r.mu.Unlock()
	if person == house {
		return r.house
	}
	k, ok := r.kept[person]
	if !ok || r.clock().After(k.till) {
		return nil
	}
	return k.lock
}

func (r *ring) keep(person string, l *lock) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if person == house {
		r.house = l
		return
	}
	if len(r.kept) >= keysKept {
		now := r.clock()
		for id, k := range r.kept {
			if now.After(k.till) || len(r.kept) >= keysKept*3/4 {
				delete(r.kept, id)
			}
		}
	}
	r.kept[person] = keptLock{l, r.clock().Add(keyAge)}
}

func (r *ring) forget(person string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.kept, person)
}
