package switchboard_test

import (
	"fmt"
	"sync"
	"testing"

	"omzien/bot/chat"
)

// Two workers enrol the same list at the same moment, on two instances: each of it is
// in the circle once, in a place of their own.
func TestLaw1_TheSameListFromTwoWorkersEnrolsNobodyTwice(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		const people = 12
		var running sync.WaitGroup
		begin := make(chan struct{})
		for instance := range w.boards {
			for n := range people {
				ev := chat.Event{
					ID: fmt.Sprintf("list:%d:%d", instance, n), Kind: chat.Enrolled, Subject: ofMember(""), Author: enroller,
					Form: enrolment("naam", fmt.Sprintf("Riet de Wit %c", 'A'+n), "telefoon1", fmt.Sprintf("06123456%02d", n)),
				}
				running.Go(func() {
					<-begin
					if _, err := w.boards[instance].Handle(t.Context(), ev); err != nil {
						t.Error(err)
					}
				})
			}
		}
		close(begin)
		running.Wait()
		all, err := w.stores[0].Record().Enrolled(t.Context(), "belcirkel", "noord")
		if err != nil {
			t.Fatal(err)
		}
		names, places := map[string]bool{}, map[int64]bool{}
		for _, m := range all {
			names[m.Full], places[m.Place] = true, true
		}
		if len(all) != people || len(names) != people || len(places) != people {
			t.Errorf("%d are in it, of %d names, in %d places", len(all), len(names), len(places))
		}
	})
}
