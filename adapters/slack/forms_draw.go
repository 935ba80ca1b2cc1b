package slack

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

// Slack's lengths of what stands in a modal, in UTF-16 units.
const (
	longestTitle  = 24
	longestOption = 75
	fewOptions    = 10 // beyond that a list opens
	mostOptions   = 100
)

// alone names a button that sends the whole form in, and input what somebody
// filled in.
const (
	alone = "alone"
	input = "v"
)

// loading is what stands in a modal until we know more.
func loading(o about) slack.ModalViewRequest { return saying(o, textLoading) }

// saying is a modal that only says something.
func saying(o about, text string) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain(titleOf(o.Kind)), Close: plain("Sluiten"), CallbackID: string(o.Kind),
		PrivateMetadata: o.String(),
		Blocks:          slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(plain(cut(text, longestWhisper)), nil, nil)}},
	}
}

// toDesk is a way to the web desk, where the talk stands.
func toDesk(link string) slack.Block {
	return slack.NewRichTextBlock("", line(slack.NewRichTextSectionLinkElement(link, "Open het gesprek op de webdesk", nil)))
}

// titleOf is what stands above a modal whose form is not known yet.
func titleOf(kind chat.Kind) string {
	switch kind {
	case chat.Closed:
		return "Afronden"
	case chat.Registered:
		return "Nieuwe aanmelding"
	case chat.Meldcode:
		return "Meldcode"
	case chat.Consulted:
		return "Overleg"
	case chat.Invited:
		return "Iemand erbij vragen"
	case chat.Revealed:
		return "Toon op webdesk"
	case chat.Canned:
		return "Standaardtekst"
	case chat.PassedOn:
		return "Vraag een collega"
	case chat.Accompanied:
		return "Iemand gaat mee"
	case chat.Phoned:
		return "Gebeld"
	case chat.LeftCard:
		return "Kaart gebracht"
	case chat.Visited:
		return "Langs geweest"
	}
	return "Omzien"
}

// drawn is a form as a modal.
func drawn(f chat.Form, o about) slack.ModalViewRequest {
	view := saying(o, firstOf(f.Intro, f.Title))
	view.Title, view.Submit, view.Close = plain(cut(f.Title, longestTitle)), plain(cut(f.Send, longestTitle)), plain("Niet nu")
	for _, field := range f.Fields {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, drawnField(field)...)
	}
	return view
}

// drawnField is a field; first what is wrong with it, and what answers it with one
// press.
func drawnField(f chat.Field) (blocks []slack.Block) {
	if f.Error != "" {
		blocks = append(blocks, slack.NewSectionBlock(plain(f.Label+" "+f.Error), nil, nil))
	}
	var options []*slack.OptionBlockObject
	var chosen []*slack.OptionBlockObject
	var buttons []slack.BlockElement
	for i, o := range f.Options {
		if i == mostOptions {
			break
		}
		text := plain(cut(label(o.Label, "Kies"), longestOption))
		if o.Alone {
			buttons = append(buttons, slack.NewButtonBlockElement(alone+"_"+strconv.Itoa(i), f.Name+":"+o.Value, text))
			continue
		}
		option := slack.NewOptionBlockObject(o.Value, text, nil)
		if o.About != "" {
			option.Description = plain(cut(o.About, longestOption))
		}
		options = append(options, option)
		if holds(f, o.Value) {
			chosen = append(chosen, option)
		}
	}
	var element slack.BlockElement
	switch f.Kind {
	case chat.FieldChoice:
		element = oneOf(options, chosen)
	case chat.FieldSeveral:
		element = someOf(options, chosen)
	case chat.FieldDate:
		day := slack.NewDatePickerBlockElement(input)
		day.InitialDate = f.Value
		element = day
	case chat.FieldPeople:
		people := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeUser, nil, input)
		people.InitialUsers = chosenUsers(f.Value)
		element = people
	case chat.FieldWorker: // Slack's own list: who is no worker is told so when it is sent in
		whom := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, input)
		whom.InitialUser = userOf(f.Value)
		element = whom
	case chat.FieldNumber:
		number := slack.NewNumberInputBlockElement(nil, input, false)
		number.InitialValue = f.Value
		element = number
	default:
		text := slack.NewPlainTextInputBlockElement(nil, input)
		text.Multiline, text.InitialValue = f.Kind == chat.FieldWords, cut(f.Value, chat.LongestWords)
		text.MaxLength = chat.LongestLine
		if text.Multiline {
			text.MaxLength = chat.LongestWords
		}
		element = text
	}
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = plain(cut(f.Hint, longestContext))
	}
	block := slack.NewInputBlock(f.Name, plain(cut(f.Label, longestContext)), hint, element)
	block.Optional = !f.Required
	if len(options) > 0 || len(f.Options) == 0 {
		blocks = append(blocks, block)
	}
	if len(buttons) > 0 {
		blocks = append(blocks, slack.NewSectionBlock(plain(textAtOnce), nil, nil), slack.NewActionBlock("", buttons...))
	}
	return blocks
}

// holds tells whether the value is chosen in the field.
func holds(f chat.Field, value string) bool {
	if f.Kind == chat.FieldSeveral {
		for v := range strings.SplitSeq(f.Value, ",") {
			if v == value {
				return true
			}
		}
		return false
	}
	return f.Value == value
}

func oneOf(options, chosen []*slack.OptionBlockObject) slack.BlockElement {
	if len(options) > fewOptions {
		list := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, input, options...)
		if len(chosen) > 0 {
			list.InitialOption = chosen[0]
		}
		return list
	}
	radio := slack.NewRadioButtonsBlockElement(input, options...)
	if len(chosen) > 0 {
		radio.InitialOption = chosen[0]
	}
	return radio
}

func someOf(options, chosen []*slack.OptionBlockObject) slack.BlockElement {
	if len(options) > fewOptions {
		list := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, input, options...)
		list.InitialOptions = chosen
		return list
	}
	boxes := slack.NewCheckboxGroupsBlockElement(input, options...)
	boxes.InitialOptions = chosen
	return boxes
}
