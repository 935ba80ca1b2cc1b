package slacktest

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func (f *Fake) channelInfo(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	channel := f.channels[c.text("channel")]
	if channel == nil || !channel.public && !channel.has(BotUser) {
		return nil, "channel_not_found"
	}
	return object{"channel": object{"id": channel.ID, "name": channel.Name, "name_normalized": channel.Name,
		"is_channel": true, "is_group": !channel.public, "is_im": false, "is_mpim": false, "is_private": !channel.public,
		"is_archived": channel.archived, "is_member": channel.has(BotUser), "is_shared": false, "is_ext_shared": false,
		"is_general": false, "created": 1760000000, "creator": "U0ADMIN", "context_team_id": Team,
		"num_members": len(channel.members)}}, ""
}

func (f *Fake) channelMembers(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	channel := f.channels[c.text("channel")]
	if channel == nil || !channel.public && !channel.has(BotUser) {
		return nil, "channel_not_found"
	}
	members, cursor, word := paged(f, c, channel.members)
	return object{"members": members, "response_metadata": object{"next_cursor": cursor}}, word
}

func (f *Fake) userInfo(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.users[c.text("user")]
	if w == nil {
		return nil, "user_not_found"
	}
	return object{"user": w.wire()}, ""
}

func (f *Fake) userList(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var ids []string
	for id := range f.users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	page, cursor, word := paged(f, c, ids)
	users := []any{}
	for _, id := range page {
		users = append(users, f.users[id].wire())
	}
	return object{"members": users, "response_metadata": object{"next_cursor": cursor}}, word
}

// history gives what stands at the channel's root, the newest first.
func (f *Fake) history(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	channel, word := f.reach(c.text("channel"))
	if word != "" {
		return nil, word
	}
	var found []*message
	for _, m := range slices.Backward(channel.messages) {
		if m.thread == "" || m.broadcast {
			found = append(found, m)
		}
	}
	return f.between(c, channel, found, nil)
}

// replies gives a thread, the oldest first. Its root comes along on the first
// page, whatever the times are that were asked for.
func (f *Fake) replies(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	channel, word := f.reach(c.text("channel"))
	if word != "" {
		return nil, word
	}
	root := channel.find(c.text("ts"))
	if root == nil {
		return nil, "thread_not_found"
	}
	return f.between(c, channel, channel.repliesTo(root.ts), root)
}

var isTS = regexp.MustCompile(`^\d{1,12}(\.\d{1,6})?$`)

// between answers with the messages of the asked time, in pages.
func (f *Fake) between(c call, channel *Channel, all []*message, first *message) (object, string) {
	oldest, latest := c.text("oldest"), c.text("latest")
	for name, ts := range map[string]string{"oldest": oldest, "latest": latest} {
		if ts != "" && !isTS.MatchString(ts) {
			return nil, "invalid_ts_" + name
		}
	}
	var found []*message
	for _, m := range all {
		low, high := 1, -1
		if oldest != "" {
			low = compare(m.ts, oldest)
		}
		if latest != "" {
			high = compare(m.ts, latest)
		}
		if low < 0 || high > 0 || (low == 0 || high == 0) && !c.is("inclusive") {
			continue
		}
		found = append(found, m)
	}
	page, cursor, word := paged(f, c, found)
	if word != "" {
		return nil, word
	}
	if first != nil && c.text("cursor") == "" {
		page = append([]*message{first}, page...)
	}
	messages := []any{}
	for _, m := range page {
		messages = append(messages, f.wire(channel, m, c.is("include_all_metadata")))
	}
	return object{"messages": messages, "has_more": cursor != "", "response_metadata": object{"next_cursor": cursor}}, ""
}

// paged gives one page of what was found, and the cursor of the next.
func paged[T any](f *Fake, c call, all []T) (page []T, cursor, word string) {
	size := f.page
	if limit := c.text("limit"); limit != "" {
		n, err := strconv.Atoi(limit)
		if err != nil || n < 0 || n > 1000 {
			return nil, "", "invalid_limit"
		}
		if n > 0 {
			size = min(size, n)
		}
	}
	from := 0
	if at := c.text("cursor"); at != "" {
		raw, err := base64.StdEncoding.DecodeString(at)
		if err != nil || !strings.HasPrefix(string(raw), "next:") {
			return nil, "", "invalid_cursor"
		}
		from, _ = strconv.Atoi(strings.TrimPrefix(string(raw), "next:"))
	}
	from = min(from, len(all))
	to := min(from+size, len(all))
	if to < len(all) {
		cursor = base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
	}
	return slices.Clone(all[from:to]), cursor, ""
}
