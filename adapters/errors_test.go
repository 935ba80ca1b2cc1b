package adapters

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestJudge(t *testing.T) {
	why := errors.New("why")
	tests := []struct {
		name  string
		err   error
		want  Outcome
		after time.Duration
	}{
		{"no error arrived", nil, Arrived, 0},
		{"gone", Gone(why), Unreachable, 0},
		{"permanent", Permanent(why), Refused, 0},
		{"a rate limit says how long", RetryAfter(7*time.Second, why), NotYet, 7 * time.Second},
		{"nothing was written", Unwritten(why), NotYet, 0},
		{"uncertain", Uncertain(why), Unknown, 0},
		{"without a mark it may have arrived", why, Unknown, 0},
		{"a mark survives wrapping", fmt.Errorf("send to telegram: %w", Gone(why)), Unreachable, 0},
		{"the outer mark decides", Uncertain(fmt.Errorf("twice: %w", Permanent(why))), Unknown, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, after := Judge(tt.err)
			if got != tt.want || after != tt.after {
				t.Errorf("got %d, %v", got, after)
			}
		})
	}
}

func TestMarksKeepTheirCause(t *testing.T) {
	why := errors.New("why")
	for _, err := range []error{Gone(why), Permanent(why), RetryAfter(1, why), Uncertain(why), Unwritten(why)} {
		if !errors.Is(err, why) || err.Error() != "why" {
			t.Errorf("got %v", err)
		}
	}
}

func TestMarkingNoErrorIsNoError(t *testing.T) {
	for _, err := range []error{Gone(nil), Permanent(nil), RetryAfter(1, nil), Uncertain(nil), Unwritten(nil)} {
		if err != nil {
			t.Errorf("got %v", err)
		}
	}
}
