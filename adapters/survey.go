package adapters

import "omzien/bot/chat"

// SurveyForm is what a survey asks, as its desk knows it at this moment.
type SurveyForm struct {
	Name, Label string // the programme: "het onderzoek op het Havenplein"
	List        string // to whom its result goes: plein/plein
	Form        string // je or u
	Deeplink    string // begins its talk
	Questions   []SurveyQuestion
}

// SurveyQuestion is one of its questions.
type SurveyQuestion struct {
	Name    string // the variable
	Text    string
	Options []chat.Option // whose answers are counted; none: people answer in words
	Numbers bool          // they are numbers on a scale
}
