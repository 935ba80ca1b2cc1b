package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"omzien/adapters"
	"omzien/adapters/mail"
	"omzien/adapters/telegram"
	"omzien/bot/chat"
)

// told is an error of a platform that nobody here has a word for. Adapters put
// no token, address or text in their errors.
func told(what string, err error, remedy string) finding {
	return finding{wrong, what + ": " + err.Error(), remedy}
}

// lookAtTelegram asks Telegram who we are, and how the webhook stands.
func lookAtTelegram(ctx context.Context, cfg Config) []finding {
	if cfg.Telegram.Token == "" {
		return []finding{{look, "Telegram is off: nobody can write to us there",
			"README.md, In tien minuten: Telegram. Set TELEGRAM_BOT_TOKEN"}}
	}
	a, err := telegram.New(cfg.telegram())
	if err != nil {
		return nil // readConfig said what is not right
	}
	bot, err := a.Me(ctx)
	if err != nil {
		return []finding{telegramSays(err)}
	}
	found := []finding{{sound, "Telegram: people write to @" + bot, ""}}
	at, pending, failure, err := a.WebhookInfo(ctx)
	switch {
	case err != nil:
		return append(found, telegramSays(err))
	case cfg.Telegram.Secret == "":
		return append(found, lookAtPolling(at, pending)...)
	}
	return append(found, lookAtWebhook(at == a.Webhook, at == "", pending, failure)...)
}

// telegramSays is a call that failed.
func telegramSays(err error) finding {
	switch outcome, pause := adapters.Judge(err); {
	case outcome == adapters.NoRoute:
		return finding{wrong, "Telegram does not know the bot's token",
			"in Telegram, write /mybots to @BotFather, choose the bot, then API Token; put that in TELEGRAM_BOT_TOKEN"}
	case pause > 0:
		return finding{look, fmt.Sprintf("Telegram wants no question for %d seconds", int(pause/time.Second)), "ask the doctor again after that"}
	case outcome == adapters.NotYet:
		return finding{wrong, "Telegram cannot be reached", "see that this machine reaches the internet (firewall, proxy, DNS), and that TELEGRAM_API_URL is right"}
	}
	return told("Telegram", err, "ask the doctor again; where it stays so, see that TELEGRAM_API_URL is right and that Telegram works")
}

// lookAtPolling looks at a bot whose messages we fetch.
func lookAtPolling(at string, pending int) []finding {
	if at != "" {
		return []finding{{look, "a webhook is set on the bot, though TELEGRAM_WEBHOOK_SECRET is empty: what people write goes there",
			"where it is an old one, start Omzien: it takes the webhook away. Where another program uses this bot, give Omzien a bot of its own"}}
	}
	if pending > 0 {
		return []finding{{look, count(pending, "message") + " at Telegram not fetched yet", "see that Omzien runs: Telegram keeps them for 24 hours, and not longer"}}
	}
	return []finding{{sound, "Telegram: messages are fetched, and none is left there", ""}}
}

// lookAtWebhook looks at a bot whose messages Telegram brings. The address that
// Telegram has is not shown: it may be somebody else's.
func lookAtWebhook(ours, none bool, pending int, failure string) []finding {
	switch {
	case none:
		return []finding{{look, "the webhook is not set at Telegram yet", "start Omzien: it sets the webhook"}}
	case !ours:
		return []finding{{wrong, "Telegram brings what people write to another address than OMZIEN_PUBLIC_URL",
			"start Omzien: it sets the webhook anew. Where this comes back, another program has the token: write /revoke to @BotFather, and put the new token in TELEGRAM_BOT_TOKEN"}}
	case failure != "":
		return []finding{{wrong, fmt.Sprintf("Telegram cannot bring messages to OMZIEN_PUBLIC_URL (%s); %d wait", failure, pending), webhookRemedy(failure)}}
	case pending > 0:
		return []finding{{look, count(pending, "message") + " at Telegram not brought yet", "ask the doctor again; where they stay, see that OMZIEN_PUBLIC_URL can be reached from outside"}}
	}
	return []finding{{sound, "Telegram: messages are brought to OMZIEN_PUBLIC_URL, and none waits there", ""}}
}

// webhookRemedy is what to do about the adapter's word for why Telegram cannot
// bring a message.
func webhookRemedy(failure string) string {
	switch failure {
	case "refused":
		return "see that the proxy lets POST /telegram/webhook through to Omzien, with all headers, and that TELEGRAM_WEBHOOK_SECRET is the same on every instance"
	case "certificate":
		return "see that the site's certificate is valid, and sent with its whole chain"
	case "name":
		return "see that the name in OMZIEN_PUBLIC_URL stands in public DNS"
	}
	return "see that Omzien runs, and that OMZIEN_PUBLIC_URL can be reached from outside"
}

// drill is what a test message says, wherever it arrives.
const drill = "OEFENING. Dit is een proefbericht van Omzien. Je hoeft niets te doen."

// lookAtMail tries the second route; with post a drill goes to everybody on it.
func lookAtMail(ctx context.Context, cfg Config, now time.Time, post bool) []finding {
	if cfg.Mail.URL == "" {
		return []finding{{look, "alarms are not mailed: whoever looks at no desk does not hear of them", "set SMTP_URL and ALARM_EMAIL"}}
	}
	a, err := mail.New(mail.Config{URL: cfg.Mail.URL})
	if err != nil {
		return nil // readConfig said what is not right
	}
	if err := a.Check(ctx); err != nil {
		return []finding{told("alarms cannot be mailed", err, "see that SMTP_URL has the server, port, name and password that your mail provider gives")}
	}
	found := []finding{{sound, "mail: the server takes mail from us", ""}}
	if !post {
		return found
	}
	for i, to := range mails(cfg.Mail.To) {
		m := chat.Message{ID: fmt.Sprintf("doctor:%d:%d", now.UnixNano(), i), Class: chat.Bulk, To: chat.Address{Adapter: mail.Name, Chat: to}, Text: drill}
		_, err := a.Send(ctx, m)
		which := fmt.Sprintf("address %d of ALARM_EMAIL", i+1)
		switch outcome, _ := adapters.Judge(err); {
		case err == nil:
			found = append(found, finding{sound, "a drill is on its way to " + which + ": see that it arrives, and not among spam", ""})
		case outcome == adapters.Unreachable, outcome == adapters.Refused:
			found = append(found, told(which+" gets no mail from us", err, "write the right address there, or let the mail server take mail for it from the sender in SMTP_URL"))
		case errors.Is(err, context.DeadlineExceeded):
			found = append(found, told(which, err, "see whether the drill arrived; then ask the doctor again"))
		default:
			found = append(found, told(which, err, "ask the doctor again; where it stays so, ask your mail provider what it has against the sender in SMTP_URL"))
		}
	}
	return found
}
