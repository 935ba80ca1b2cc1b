package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"omzien/adapters"
	"omzien/adapters/slack"
	"omzien/flows"
)

// Where things stand on Slack's own screens.
const (
	slackApps    = "at https://api.slack.com/apps, your app"
	botScopes    = slackApps + ": OAuth & Permissions -> Scopes -> Bot Token Scopes"
	appTokens    = slackApps + ": Basic Information -> App-Level Tokens"
	reinstall    = "Install App -> Reinstall, and put the token in SLACK_BOT_TOKEN"
	channelAbout = "in Slack, press the channel's name: "
)

// slackLook is one look at the workspace.
type slackLook struct {
	*slack.Adapter
	cfg   Config
	book  *flows.Playbook
	bot   string // our name there
	post  bool
	found []finding
}

func (l *slackLook) say(s state, what, remedy string) {
	l.found = append(l.found, finding{s, what, remedy})
}

// lookAtSlack asks Slack who we are, what we may do, whether we can hear, and
// about each channel where a team answers.
func lookAtSlack(ctx context.Context, cfg Config, book *flows.Playbook, post bool) []finding {
	if cfg.Slack.Token == "" {
		return []finding{{look, "Slack is off: workers answer at /desk only", "README.md, In tien minuten: Slack. Set SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_CHANNEL"}}
	}
	if err := checkDesks(cfg, book); err != nil {
		what, remedy, _ := strings.Cut(err.Error(), ": ")
		return []finding{{wrong, what + " is not right", remedy}}
	}
	c := cfg.slack(book)
	c.Opaque = func(string) string { return uuid.NewString() }
	a, err := slack.New(c)
	if err != nil {
		return nil // readConfig said what is not right
	}
	l := &slackLook{Adapter: a, cfg: cfg, book: book, post: post}
	if l.lookAtToken(ctx) {
		l.lookAtHearing(ctx)
		for _, channel := range c.Channels {
			l.lookAtChannel(ctx, channel)
		}
	}
	return l.found
}

// lookAtToken looks whose the token is and what it may do; false: it is no good.
func (l *slackLook) lookAtToken(ctx context.Context) bool {
	team, bot, scopes, err := l.AuthTest(ctx)
	switch {
	case slack.Refused(err) != "" && closed(err):
		l.say(wrong, "Slack does not take the bot token ("+slack.Refused(err)+")", slackApps+": Install App -> Install, or Reinstall; put the Bot User OAuth Token (xoxb-...) in SLACK_BOT_TOKEN")
		return false
	case err != nil:
		l.found = append(l.found, slackSays("Slack", err))
		return false
	}
	l.bot = bot
	l.say(sound, fmt.Sprintf("Slack: we are @%s in the workspace %s", l.bot, team), "")
	var missing, spare []string
	for _, s := range slack.Scopes() {
		if !slices.Contains(scopes, s) {
			missing = append(missing, s)
		}
	}
	for _, s := range scopes {
		if !slices.Contains(slack.Scopes(), s) {
			spare = append(spare, s)
		}
	}
	if len(missing) > 0 {
		l.say(wrong, "the Slack app may not do all that it must: it lacks "+strings.Join(missing, ", "),
			botScopes+" -> Add an OAuth Scope: "+strings.Join(missing, ", ")+". Then "+reinstall)
	} else {
		l.say(sound, "Slack: the app has every scope that it needs", "")
	}
	if len(spare) > 0 {
		l.say(look, "the Slack app may do more than it needs: "+strings.Join(spare, ", "), botScopes+": take these away. Then "+reinstall)
	}
	return true
}

// lookAtHearing looks whether what workers do reaches us.
func (l *slackLook) lookAtHearing(ctx context.Context) {
	if l.cfg.Slack.AppToken == "" {
		l.say(sound, "Slack brings what workers do to OMZIEN_PUBLIC_URL; whether SLACK_SIGNING_SECRET is right shows at the app's Event Subscriptions, as Verified", "")
		return
	}
	err := l.ListenTest(ctx)
	switch {
	case err == nil:
		l.say(sound, "Slack: the app token may open Socket Mode", "")
	case slack.Refused(err) == "missing_scope", slack.Refused(err) == "no_permission":
		l.say(wrong, "the app token may not open Socket Mode", appTokens+": press the token; where it lacks connections:write, make one with it, and put that in SLACK_APP_TOKEN")
	case slack.Refused(err) != "":
		l.say(wrong, "Slack does not take the app token ("+slack.Refused(err)+"): what workers do would not reach us",
			appTokens+" -> Generate Token and Scopes, with connections:write; put it in SLACK_APP_TOKEN. See also that Socket Mode is on, in the menu at the left")
	default:
		l.found = append(l.found, slackSays("Slack, by the app token", err))
	}
	if l.cfg.Slack.SigningSecret != "" {
		l.say(look, "SLACK_SIGNING_SECRET is not used: with SLACK_APP_TOKEN Slack is heard over Socket Mode", "leave one of the two empty")
	}
}

// lookAtChannel looks whether a team can work in its channel.
func (l *slackLook) lookAtChannel(ctx context.Context, id string) {
	name, private, member, archived, err := l.Channel(ctx, id)
	invite := "write /invite @" + l.bot + " in the channel"
	switch {
	case slack.Refused(err) == "channel_not_found":
		l.say(wrong, "Slack shows us no channel "+id+" ("+l.teamsOf(id)+"): it does not exist, or it is private and we are not in it",
			invite+". Where "+id+" is not its id, put the right one in "+l.setBy(id)+" ("+whereChannelID+")")
		return
	case slack.Refused(err) == "missing_scope":
		l.say(wrong, "we may not look at the channel "+id+" ("+l.teamsOf(id)+")", botScopes+" -> Add an OAuth Scope: groups:read, channels:read. Then "+reinstall)
		return
	case err != nil:
		l.found = append(l.found, slackSays("the channel "+id, err))
		return
	}
	what := "the channel #" + name + " (" + l.teamsOf(id) + ")"
	fine := true
	spoilt := func(is bool, how, remedy string) {
		if is {
			fine = false
			l.say(wrong, what+" "+how, remedy)
		}
	}
	spoilt(archived, "is archived: nothing arrives there", channelAbout+"Settings -> Unarchive, or put another channel's id in "+l.setBy(id))
	spoilt(!member, "does not have us in it: nothing arrives there", invite)
	spoilt(!private, "is public: everybody in the workspace could read along", channelAbout+"Settings -> Change to a private channel")
	if fine {
		l.say(sound, what+" is private, and we are in it", "")
	}
	if l.post && member && !archived {
		l.postDrill(ctx, what, id)
	}
}

// postDrill shows that a message arrives, and takes it away again.
func (l *slackLook) postDrill(ctx context.Context, what, id string) {
	err := l.TestPost(ctx, id)
	if err == nil {
		l.say(sound, "a drill was posted in "+what+", and deleted", "")
		return
	}
	f := slackSays("a drill in "+what, err)
	f.remedy += ". Where the drill still stands there, it may be deleted"
	l.found = append(l.found, f)
}

// closed tells whether Slack refuses us, and not what was asked.
func closed(err error) bool {
	outcome, _ := adapters.Judge(err)
	return outcome == adapters.NoRoute
}

// slackSays is a call that failed for a reason that any call may have.
func slackSays(what string, err error) finding {
	switch outcome, pause := adapters.Judge(err); {
	case pause > 0:
		return finding{look, fmt.Sprintf("%s: Slack wants no question for %d seconds", what, int(pause/time.Second)), "ask the doctor again after that"}
	case outcome == adapters.NotYet:
		return finding{wrong, what + ": Slack cannot be reached", "see that this machine reaches the internet (firewall, proxy, DNS), and that SLACK_API_URL is right"}
	case slack.Refused(err) == "missing_scope":
		return finding{wrong, what + ": the app may not do this (missing_scope)", botScopes + ": compare them with adapters/slack/manifest.yaml. Then " + reinstall}
	case strings.HasPrefix(slack.Refused(err), "restricted_action"):
		return finding{wrong, what + ": Slack does not let us post (" + slack.Refused(err) + ")", channelAbout + "Settings -> Posting permissions, and let apps post"}
	}
	return told(what, err, "ask the doctor again; where it stays so, see https://status.slack.com and that SLACK_API_URL is right")
}

// teamsOf names the teams that answer in a channel.
func (l *slackLook) teamsOf(id string) string {
	var teams []string
	for _, t := range l.book.Organisation.Teams {
		if t.Channel == id || t.Channel == "" && l.cfg.Slack.Channel == id {
			teams = append(teams, t.Name)
		}
	}
	if len(teams) == 0 {
		return "of no team"
	}
	return "of " + strings.Join(teams, ", ")
}

// setBy is where the channel's id was written.
func (l *slackLook) setBy(id string) string {
	if l.cfg.Slack.Channel == id {
		return "SLACK_CHANNEL"
	}
	return "organisation.yaml"
}
