package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// What people answer in a survey stands apart from them: by a hash of whose it is, so
// that each counts once and can be erased. Their words are sealed with the house's key,
// for a person's would say who they are.

func quotePlace(id string) place { return place{"survey", "words_sealed", id} }

// writeAnswers keeps what the person answered. The newest answer to a question counts.
// Words that change wait for a worker anew.
func (tx *Tx) writeAnswers(person string, answers []chat.SurveyAnswer, at time.Time) error {
	for _, a := range answers {
		who := tx.s.hash(ofSurvey, a.Survey+"|"+person)
		id := tx.s.hash(ofSurvey, a.Survey+"|"+person+"|"+a.Question)
		if a.Values == "" && a.Quote == "" {
			if _, err := tx.exec("DELETE FROM survey WHERE id = $1", id); err != nil {
				return err
			}
			continue
		}
		stand, words := "", []byte(nil)
		if a.Quote != "" {
			stand = string(chat.QuoteWaits)
			var err error
			if words, err = tx.sealJSON(new(house), quotePlace(id), chat.Quote{Question: a.Question, Words: a.Quote}); err != nil {
				return err
			}
		}
		_, err := tx.exec(`INSERT INTO survey (id, person_hash, survey, question, answer, at, stand, words_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, at = excluded.at, stand = excluded.stand, words_sealed = excluded.words_sealed`,
			id, who, a.Survey, a.Question, a.Values, at.UnixMilli(), stand, words)
		if err != nil {
			return err
		}
	}
	return nil
}

// answered tells whether something stands there that the person answered.
func (tx *Tx) answered(person string) (known bool, err error) {
	surveys, err := tx.surveys()
	for _, survey := range surveys {
		if err == nil && !known {
			known, err = tx.row("SELECT 1 FROM survey WHERE person_hash = $1 LIMIT 1", args(tx.s.hash(ofSurvey, survey+"|"+person)), new(int))
		}
	}
	return known, err
}

// forgetAnswers deletes all that the person answered.
func (tx *Tx) forgetAnswers(person string) error {
	surveys, err := tx.surveys()
	for _, survey := range surveys {
		if err == nil {
			_, err = tx.exec("DELETE FROM survey WHERE person_hash = $1", tx.s.hash(ofSurvey, survey+"|"+person))
		}
	}
	return err
}

// surveys are those of which there are answers.
func (tx *Tx) surveys() (surveys []string, err error) {
	err = tx.each("SELECT DISTINCT survey FROM survey", nil, func(r *sqlx.Rows) error {
		var one string
		err := r.Scan(&one)
		surveys = append(surveys, one)
		return err
	})
	return surveys, err
}

// quoteID names the words that stand in a row, not the row: words that were changed
// since a worker read them are others.
func (s *Store) quoteID(row string, words []byte) string {
	return row + "." + s.hash(ofSurvey, string(words))
}

// CheckQuote keeps what a worker made of somebody's words. known is false where they
// are not there any more as the worker read them.
func (tx *Tx) CheckQuote(survey, quote, words string, stand chat.QuoteStand) (known bool, err error) {
	var question string
	var was []byte
	id, _, _ := strings.Cut(quote, ".")
	known, err = tx.row("SELECT question, words_sealed FROM survey WHERE id = $1 AND survey = $2 AND stand <> ''", args(id, survey), &question, &was)
	if err != nil || !known || tx.s.quoteID(id, was) != quote {
		return false, err
	}
	n := int64(0)
	sealed, err := tx.sealJSON(new(house), quotePlace(id), chat.Quote{Question: question, Words: words})
	if err == nil {
		n, err = tx.exec("UPDATE survey SET stand = $2, words_sealed = $3 WHERE id = $1 AND words_sealed = $4", id, string(stand), sealed, was)
	}
	if err != nil {
		return false, fmt.Errorf("check a quote: %w", err)
	}
	return n == 1, nil
}

// Survey reads what came of a survey.
func (r Record) Survey(ctx context.Context, survey string) (all chat.Survey, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		all = chat.Survey{Counts: map[string]map[string]int{}}
		people := map[string]bool{}
		// By their hash: that tells nothing of who came first.
		return tx.each("SELECT id, person_hash, question, answer, stand, words_sealed FROM survey WHERE survey = $1 ORDER BY id", args(survey), func(rows *sqlx.Rows) error {
			var id, who, question, answer, stand string
			var words []byte
			if err := rows.Scan(&id, &who, &question, &answer, &stand, &words); err != nil {
				return err
			}
			if !people[who] {
				people[who] = true
				all.People++
			}
			if stand == "" {
				if all.Counts[question] == nil {
					all.Counts[question] = map[string]int{}
				}
				for v := range strings.SplitSeq(answer, ",") {
					all.Counts[question][v]++
				}
				return nil
			}
			plain, err := tx.open(house, quotePlace(id), words)
			if err != nil {
				return err
			}
			q := chat.Quote{}
			if json.Unmarshal(plain, &q) != nil {
				return fmt.Errorf("decode a quote: %w", errSealed)
			}
			q.ID, q.Stand = r.s.quoteID(id, words), chat.QuoteStand(stand)
			all.Quotes = append(all.Quotes, q)
			return nil
		})
	})
	if err != nil {
		return chat.Survey{}, fmt.Errorf("read a survey: %w", err)
	}
	return all, nil
}
