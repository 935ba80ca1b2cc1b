package slack

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"omzien/bot/chat"
)

// What an organisation pastes gives the token what doctor looks for, and Slack
// brings what the adapter waits for.
func TestManifest_AsksForWhatWeUse(t *testing.T) {
	var m struct {
		Features struct {
			Commands  []struct{ Command string } `yaml:"slash_commands"`
			Shortcuts []struct {
				Name, Type, Description string
				Callback                string `yaml:"callback_id"`
			}
			Home struct {
				Tab bool `yaml:"home_tab_enabled"`
			} `yaml:"app_home"`
		}
		OAuth struct {
			Scopes struct{ Bot, User []string }
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				Enabled bool `yaml:"is_enabled"`
			}
			Socket   bool `yaml:"socket_mode_enabled"`
			Rotation bool `yaml:"token_rotation_enabled"`
		}
	}
	if err := yaml.Unmarshal([]byte(Manifest), &m); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.OAuth.Scopes.Bot, Scopes()) {
		t.Errorf("the manifest asks for %q, doctor for %q", m.OAuth.Scopes.Bot, Scopes())
	}
	if len(m.OAuth.Scopes.User) > 0 {
		t.Error("it acts for no user")
	}
	if !m.Settings.Socket || !m.Settings.Interactivity.Enabled || m.Settings.Rotation {
		t.Errorf("settings %+v", m.Settings)
	}
	// The scope without which Slack does not bring the event; empty: it needs none.
	needs := map[string]string{
		"app_home_opened": "",
		"message.groups":  "groups:history", "message.channels": "channels:history",
		"member_left_channel": "groups:read", "group_left": "groups:read", "channel_left": "channels:read",
		"group_archive": "groups:read", "channel_archive": "channels:read",
		"user_change": "users:read", "tokens_revoked": "", "app_uninstalled": "",
	}
	for event, scope := range needs {
		if !slices.Contains(m.Settings.Events.Bot, event) {
			t.Errorf("Slack does not bring %s", event)
		}
		if scope != "" && !slices.Contains(Scopes(), scope) {
			t.Errorf("%s needs %s", event, scope)
		}
	}
	if len(m.Settings.Events.Bot) != len(needs) {
		t.Errorf("events nobody waits for: %q", m.Settings.Events.Bot)
	}
	if !m.Features.Home.Tab {
		t.Error("the app has no Home")
	}
	if s := m.Features.Shortcuts; len(s) != 3 || s[0].Type != "global" || s[0].Callback != string(chat.Registered) ||
		s[1].Type != "message" || s[1].Callback != string(chat.Meldcode) || s[2].Type != "message" || s[2].Callback != string(chat.Canned) || len(s[0].Name) > 24 || len(s[1].Name) > 24 || len(s[2].Name) > 24 {
		t.Errorf("shortcuts %+v", s)
	}
	if len(m.Features.Commands) != 1 || m.Features.Commands[0].Command != "/omzien" {
		t.Errorf("commands %v", m.Features.Commands)
	}
	if strings.Contains(Manifest, "xoxb") || strings.Contains(Manifest, "xapp") {
		t.Error("a token in what is published")
	}
}
