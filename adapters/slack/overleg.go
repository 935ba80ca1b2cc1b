package slack

import (
	"context"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

// overleg draws the message with which an overleg begins: of whom it is, who asks
// whom what, and that nothing of it goes to the person. Who is asked is called by
// it; once it is over, nobody is.
func overleg(m chat.Message) (fallback string, blocks []slack.Block) {
	r := m.Root
	name := label(r.Alias, "Iemand")
	blocks = headline(r.Title(), name)
	asked := []slack.RichTextSectionElement{bold(label(r.By, "Een collega")), plainWords(" vraagt ")}
	n := len(r.Asked) + len(r.Teams)
	for i := range n {
		switch {
		case i > 0 && i == n-1:
			asked = append(asked, plainWords(" en "))
		case i > 0:
			asked = append(asked, plainWords(", "))
		}
		if i >= len(r.Asked) {
			asked = append(asked, bold(label(r.Teams[i-len(r.Asked)], "het team")))
		} else if user := slackUser(r.Asked[i]); user != "" && !r.Over {
			asked = append(asked, slack.NewRichTextSectionUserElement(user, nil))
		} else {
			asked = append(asked, bold(label(r.Asked[i].Name, "een collega")))
		}
	}
	about := slack.NewRichTextBlock("")
	if n > 0 {
		about.Elements = append(about.Elements, line(append(asked, plainWords(":"))...))
	}
	if r.Question != "" {
		about.Elements = append(about.Elements, quote(r.Question))
	}
	if len(about.Elements) > 0 {
		blocks = append(blocks, about)
	}
	said := "Schrijf in deze draad. Wat hier staat, gaat nooit naar " + name + ": alleen collega's lezen het. Het wordt bewaard bij het gesprek."
	if r.Over {
		said = "Dit overleg is klaar. Wat hier stond, ging niet naar " + name + "."
	}
	blocks = append(blocks, slack.NewContextBlock("", plain(said)))
	return spoken(r.By, "Een collega") + " vraagt overleg over " + spoken(r.Alias, "iemand"), blocks
}

// outside is the desk of who is at none of ours: no channel has this id.
const outside = "-"

// invitees puts into the form who was chosen of all who are in Slack: by the ids
// that workers have with us, their names, and the desks' channels that they are in.
func (a *Adapter) invitees(ctx context.Context, team string, ev *chat.Event) error {
	chosen := ev.Form[chat.ConsultColleagues]
	if chosen == "" {
		return nil
	}
	var all []chat.Invitee
	for user := range strings.SplitSeq(chosen, ",") {
		c := chat.Invitee{Author: chat.Author{Role: chat.RoleWorker, ID: workerID(user), Name: "Iemand die je koos"}}
		for _, channel := range a.Channels {
			name, may, err := a.worker(ctx, team, channel, user)
			if err != nil {
				return fmt.Errorf("ask who is a member: %w", err)
			}
			if name != "" {
				c.Name = name
			}
			if may {
				c.At = append(c.At, channel)
			}
		}
		if len(c.At) == 0 {
			c.At = []string{outside}
		}
		all = append(all, c)
	}
	ev.Form[chat.ConsultColleagues] = chat.Invitees(all)
	return nil
}

// chosenUsers are the invitees who are in Slack, as a list there shows them.
func chosenUsers(value string) (users []string) {
	all, _ := chat.InviteesOf(value)
	for _, c := range all {
		if user := slackUser(c.Author); user != "" {
			users = append(users, user)
		}
	}
	return users
}
