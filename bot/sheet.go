package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"omzien/flows"
)

// The columns of a spreadsheet before those of the languages, which have two
// each: the translation, and how it stands.
const (
	sheetName   = "teksten"
	stateHeader = "stand"
)

func sheetColumns() []string { return []string{"bestand", "vorm", "aantal", "Nederlands"} }

// writeSheet writes the table as a spreadsheet. Every cell is text, and stays
// so where somebody edits it: none is a formula.
func writeSheet(file string, sheet flows.Sheet) (err error) {
	if !strings.HasSuffix(strings.ToLower(file), ".xlsx") {
		return fmt.Errorf("%s: the name of a spreadsheet ends in .xlsx", file)
	}
	x := excelize.NewFile()
	defer func() { err = errors.Join(err, x.Close()) }()
	if err := x.SetSheetName(x.GetSheetName(0), sheetName); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	head := sheetColumns()
	for _, lang := range sheet.Languages {
		head = append(head, lang, lang+" "+stateHeader)
	}
	rows := [][]string{head}
	for _, r := range sheet.Rows {
		row := []string{r.File, r.Form, r.Count, r.Base}
		for _, c := range r.Cells {
			row = append(row, c.Text, c.State)
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		for j, text := range row {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err == nil {
				err = x.SetCellStr(sheetName, at, text)
			}
			if err != nil {
				return fmt.Errorf("write %s: %w", file, err)
			}
		}
	}
	if err := dress(x, len(head), len(rows)); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	buffer, err := x.WriteToBuffer()
	if err == nil {
		err = replaceFile(file, buffer.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

// dress makes the spreadsheet readable: lines that wrap, a head that stays.
func dress(x *excelize.File, columns, rows int) error {
	const asText, width, widthOfState = 49, 50, 16
	text := excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}
	style, err := x.NewStyle(&text)
	if err != nil {
		return err
	}
	text.Font = &excelize.Font{Bold: true}
	bold, err := x.NewStyle(&text)
	if err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(columns)
	if err != nil {
		return err
	}
	of := func(n int) string { name, _ := excelize.ColumnNumberToName(n); return name } // n is at most columns
	errs := []error{
		x.SetColStyle(sheetName, "A:"+last, style),
		x.SetCellStyle(sheetName, "A1", last+strconv.Itoa(rows), style),
		x.SetCellStyle(sheetName, "A1", last+"1", bold),
		x.SetColWidth(sheetName, "A", "A", widthOfState),
		x.SetPanes(sheetName, &excelize.Panes{Freeze: true, XSplit: len(sheetColumns()), YSplit: 1, TopLeftCell: of(len(sheetColumns())+1) + "2", ActivePane: "bottomRight"}),
		x.AutoFilter(sheetName, "A1:"+last+strconv.Itoa(rows), nil),
	}
	for n := len(sheetColumns()); n <= columns; n += 2 {
		errs = append(errs, x.SetColWidth(sheetName, of(n), of(n), widthOfState))
	}
	for n := len(sheetColumns()) + 1; n <= columns; n += 2 {
		errs = append(errs, x.SetColWidth(sheetName, of(n), of(n), width))
	}
	errs = append(errs, x.SetColWidth(sheetName, of(len(sheetColumns())), of(len(sheetColumns())), width))
	return errors.Join(errs...)
}

// readSheet reads such a spreadsheet. Its columns are known by their heads, in
// any order; what has another head is passed over.
func readSheet(file string) (sheet flows.Sheet, err error) {
	const largest = 64 << 20
	x, err := excelize.OpenFile(file, excelize.Options{UnzipSizeLimit: largest})
	if err != nil {
		return sheet, fmt.Errorf("%s is not a spreadsheet that can be read: name the .xlsx file that translate --sheet wrote", file)
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	rows, err := textRows(x)
	if err != nil || len(rows) == 0 {
		return sheet, fmt.Errorf("%s holds nothing: name the .xlsx file that translate --sheet wrote", file)
	}
	column := map[string]int{}
	for i, head := range rows[0] {
		column[strings.TrimSpace(head)] = i
	}
	for _, name := range sheetColumns() {
		if _, ok := column[name]; !ok {
			return sheet, fmt.Errorf("%s has no column %q: keep the first row as translate --sheet wrote it", file, name)
		}
	}
	for _, head := range rows[0] {
		if lang, ok := strings.CutSuffix(strings.TrimSpace(head), " "+stateHeader); ok {
			if _, ok := column[lang]; ok {
				sheet.Languages = append(sheet.Languages, lang)
			}
		}
	}
	if len(sheet.Languages) == 0 {
		return sheet, fmt.Errorf("%s has no column of a language, such as \"ar\" with \"ar %s\" beside it", file, stateHeader)
	}
	newlines := strings.NewReplacer("\r\n", "\n", "\r", "\n") // some programs write them so
	for _, row := range rows[1:] {
		cell := func(name string) string {
			if i := column[name]; i < len(row) {
				return strings.TrimSpace(newlines.Replace(row[i]))
			}
			return ""
		}
		r := flows.Row{File: cell("bestand"), Form: cell("vorm"), Count: cell("aantal"), Base: cell("Nederlands")}
		if r.Base == "" {
			continue
		}
		for _, lang := range sheet.Languages {
			text := ""
			if i, ok := column[lang]; ok && i < len(row) {
				text = row[i]
			}
			r.Cells = append(r.Cells, flows.Cell{Text: text, State: cell(lang + " " + stateHeader)})
		}
		sheet.Rows = append(sheet.Rows, r)
	}
	return sheet, nil
}

// textRows are the rows of the sheet with the texts: of that name, or else the
// first with its columns, or else the one that was open last.
func textRows(x *excelize.File) ([][]string, error) {
	names := x.GetSheetList()
	if slices.Contains(names, sheetName) {
		return x.GetRows(sheetName)
	}
	for _, name := range names {
		rows, err := x.GetRows(name)
		if err == nil && len(rows) > 0 && !slices.ContainsFunc(sheetColumns(), func(head string) bool { return !slices.Contains(rows[0], head) }) {
			return rows, nil
		}
	}
	return x.GetRows(x.GetSheetName(x.GetActiveSheetIndex()))
}
