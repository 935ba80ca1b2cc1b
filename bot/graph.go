package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"omzien/bot/drawing"
	"omzien/flows"
)

// graph draws a flow of the playbook in the folder, or all of them where name is
// empty: as Mermaid text, or as a page in the file page, which it writes anew.
func graph(out io.Writer, dir, name, page string, now time.Time) error {
	book, err := loadPlaybook(dir)
	if err != nil {
		return err
	}
	var all []*flows.Flow
	for _, n := range flowNames(book) {
		if name == "" || n == name {
			all = append(all, book.Talks.Flows[n])
		}
	}
	if len(all) == 0 {
		return noFlow(book, name)
	}
	if page == "" {
		_, err := io.WriteString(out, drawing.Mermaid(book, all...))
		return err
	}
	var drawn bytes.Buffer
	made := "Getekend op " + moment(now.In(flows.Amsterdam)) + ", versie " + book.Talks.Version[:12] + "."
	if err := drawing.Page(&drawn, book, made, all...); err != nil {
		return err
	}
	if err := os.WriteFile(page, drawn.Bytes(), 0o644); err != nil {
		return fmt.Errorf("keep the drawing: %w", err)
	}
	fmt.Fprintf(out, "%s drawn in %s: open it in a browser.\n", count(len(all), "flow"), page)
	return nil
}
