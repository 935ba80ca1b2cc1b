package slack

import (
	"slices"
	"testing"
)

func TestDoctor_SeesWhatIsWrong(t *testing.T) {
	b := newChannelBench(t)
	team, bot, scopes, err := b.AuthTest(t.Context())
	if err != nil || team == "" || bot == "" || !slices.Contains(scopes, "chat:write") {
		t.Errorf("%q %q %q %v", team, bot, scopes, err)
	}
	name, private, member, archived, err := b.Channel(t.Context(), channel)
	if err != nil || name != "jongerenwerk" || !private || !member || archived {
		t.Errorf("%q %v %v %v %v", name, private, member, archived, err)
	}
	if err := b.TestPost(t.Context(), channel); err != nil || len(b.desk.Roots()) != 0 || b.fake.Calls("chat.postMessage") != 1 {
		t.Errorf("the drill: %v, and %d posts stay", err, len(b.desk.Roots()))
	}
	b.desk.Archive()
	if _, _, _, archived, err := b.Channel(t.Context(), channel); err != nil || !archived {
		t.Errorf("archived %v, %v", archived, err)
	}
	b.desk.Unarchive()
	b.desk.RemoveApp()
	if _, _, _, _, err := b.Channel(t.Context(), channel); refused(err) != "channel_not_found" {
		t.Errorf("out of the channel: %v", err)
	}
	b.fake.Revoke()
	if _, _, _, err := b.AuthTest(t.Context()); refused(err) != "token_revoked" {
		t.Errorf("revoked: %v", err)
	}
}
