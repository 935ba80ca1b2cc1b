package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// ownPlaybook is a copy of the built-in playbook in a folder.
func ownPlaybook(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "eigen")
	if err := initPlaybook(&strings.Builder{}, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func translateIn(t *testing.T, want translating, dir string, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := translate(&out, args, dir, want, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

func TestTranslateNeedsAFolderOfOnesOwn(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ar"}, "omzien init DIR"}, {nil, "omzien init DIR"}, {[]string{"./nergens", "ar"}, "there is no folder ./nergens"},
	} {
		if err := translate(&strings.Builder{}, c.args, "", translating{}, time.Time{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
	if out := translateIn(t, translating{Status: true}, ""); !strings.Contains(out, "missing") || !strings.Contains(out, " en  ") {
		t.Errorf("the status of the built-in playbook:\n%s", out)
	}
}

func TestTranslateOnceIsEnough(t *testing.T) {
	dir := ownPlaybook(t)
	if out := translateIn(t, translating{}, "", dir, "ar", "nl-x-simpel"); !strings.Contains(out, "locales/ar/jongeren.po\n") {
		t.Errorf("it says\n%s", out)
	}
	if out := translateIn(t, translating{}, dir, "ar", "nl-x-simpel"); !strings.HasPrefix(out, "Nothing changed.\n") {
		t.Errorf("the second time it says\n%s", out)
	}
	if err := check(&strings.Builder{}, dir, inWords("nl"), time.Now()); err != nil {
		t.Errorf("check: %v", err)
	}
	broken := filepath.Join(dir, "locales", "ar", "jongeren.po")
	if err := os.WriteFile(broken, []byte("msgid \"Hoi\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := translate(&out, []string{dir}, "", translating{}, time.Time{}); !errors.Is(err, errShown) || !strings.Contains(out.String(), "jongeren.po:1:11: ") {
		t.Errorf("%v:\n%s", err, out.String())
	}
	if source, err := os.ReadFile(broken); err != nil || string(source) != "msgid \"Hoi\n" {
		t.Errorf("it was changed: %q, %v", source, err)
	}
}

// Goal S29: no cell is a formula, and all comes back as it went.
func TestS29_TheSpreadsheetThereAndBack(t *testing.T) {
	dir := ownPlaybook(t)
	flow := filepath.Join(dir, "flows", "jongeren.yaml")
	source, err := os.ReadFile(flow)
	if err != nil {
		t.Fatal(err)
	}
	const formula = `=HYPERLINK("https://kwaad.example", "klik")`
	if err := os.WriteFile(flow, []byte(strings.Replace(string(source), "Kun je nu vrij praten?", "'"+formula+"'", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "teksten.xlsx")
	translateIn(t, translating{Sheet: file}, "", dir, "en", "ar")
	if out := translateIn(t, translating{From: file}, "", dir); !strings.HasPrefix(out, "Nothing changed.\n") {
		t.Errorf("unchanged, it says\n%s", out)
	}
	x, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows(sheetName)
	if err != nil {
		t.Fatal(err)
	}
	row := -1
	for i := range rows {
		if rows[i][3] == formula {
			row = i + 1
		}
		for j := range rows[i] {
			at, _ := excelize.CoordinatesToCellName(j+1, i+1)
			kind, err := x.GetCellType(sheetName, at)
			if err != nil || kind != excelize.CellTypeSharedString && rows[i][j] != "" {
				t.Fatalf("%s is of type %v, %v", at, kind, err)
			}
			style, err := x.GetCellStyle(sheetName, at)
			if err != nil {
				t.Fatal(err)
			}
			if s, err := x.GetStyle(style); err != nil || s.NumFmt != 49 {
				t.Fatalf("%s becomes something else than text when it is edited: %+v, %v", at, s, err)
			}
		}
	}
	if row < 0 {
		t.Fatalf("no row has the text: %q", rows[:3])
	}
	if got, want := strings.Join(rows[0], "|"), "bestand|vorm|aantal|Nederlands|ar|ar stand|en|en stand"; got != want {
		t.Errorf("the head is %s", got)
	}
	if err := x.SetCellStr(sheetName, "E"+strconv.Itoa(row), "+31 هل"); err != nil {
		t.Fatal(err)
	}
	if err := x.SetCellStr(sheetName, "F"+strconv.Itoa(row), "nagekeken: Amal"); err != nil {
		t.Fatal(err)
	}
	if err := x.Save(); err != nil {
		t.Fatal(err)
	}
	translateIn(t, translating{From: file}, "", dir)
	po, err := os.ReadFile(filepath.Join(dir, "locales", "ar", "jongeren.po"))
	if want := "# nagekeken: Amal, 2026-11-22\n"; err != nil || !strings.Contains(string(po), want) || !strings.Contains(string(po), "\nmsgstr \"+31 هل\"\n") {
		t.Errorf("%v:\n%s", err, po)
	}
}

func TestASpreadsheetThatIsNone(t *testing.T) {
	dir := ownPlaybook(t)
	for name, source := range map[string]string{"leeg.xlsx": "", "tekst.xlsx": "bestand;vorm"} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := translate(&strings.Builder{}, []string{dir}, "", translating{From: file}, time.Time{}); err == nil || !strings.Contains(err.Error(), "translate --sheet") {
			t.Errorf("%s: %v", name, err)
		}
	}
	x := excelize.NewFile()
	file := filepath.Join(t.TempDir(), "ander.xlsx")
	if err := errors.Join(x.SetCellStr("Sheet1", "A1", "naam"), x.SaveAs(file), x.Close()); err != nil {
		t.Fatal(err)
	}
	if err := translate(&strings.Builder{}, []string{dir}, "", translating{From: file}, time.Time{}); err == nil || !strings.Contains(err.Error(), `no column "bestand"`) {
		t.Errorf("%v", err)
	}
	if err := translate(&strings.Builder{}, []string{dir, "ar"}, "", translating{Sheet: "teksten.csv"}, time.Time{}); err == nil || !strings.Contains(err.Error(), ".xlsx") {
		t.Errorf("%v", err)
	}
}

// In a spreadsheet may stand all that there is of a translator's work: it is not
// written over before it is taken in, whatever else changed in between.
func TestATranslatorsSpreadsheetIsNotWrittenOver(t *testing.T) {
	dir := ownPlaybook(t)
	file := filepath.Join(t.TempDir(), "teksten.xlsx")
	again := func() error {
		return translate(&strings.Builder{}, []string{dir, "ar"}, "", translating{Sheet: file}, time.Time{})
	}
	if err := errors.Join(again(), again()); err != nil {
		t.Fatalf("over one that nobody wrote in: %v", err)
	}
	row := rowOf(t, file, "Kun je nu vrij praten?")
	change := func(column, text string) {
		t.Helper()
		x, err := excelize.OpenFile(file)
		if err := errors.Join(err, x.SetCellStr(sheetName, column+strconv.Itoa(row), text), x.SetSheetName(sheetName, "Blad1"), x.Save(), x.Close()); err != nil {
			t.Fatal(err)
		}
	}
	change("E", "هل يمكنك")
	if err := again(); err == nil || !strings.Contains(err.Error(), "--from "+file) {
		t.Errorf("over one with new words: %v", err)
	}
	out := translateIn(t, translating{From: file, Sheet: file}, "", dir, "ar") // of a renamed sheet; both at once
	if !strings.Contains(out, "jongeren.po") || !strings.Contains(out, file+": ") {
		t.Errorf("it says\n%s", out)
	}
	change("F", "nagekeken: Amal")
	if err := again(); err == nil {
		t.Error("over one with a review")
	}
	translateIn(t, translating{From: file}, "", dir)
	flow := filepath.Join(dir, "flows", "jongeren.yaml")
	source, err := os.ReadFile(flow)
	if err := errors.Join(err, os.WriteFile(flow, []byte(strings.Replace(string(source), "Kun je nu vrij praten?", "Ben je alleen?", 1)), 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := again(); err != nil {
		t.Errorf("over one whose words are kept, though they are said no more: %v", err)
	}
	if err := os.WriteFile(file, []byte("van een ander"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := again(); err == nil {
		t.Error("over a file that is no spreadsheet of ours")
	}
}

// Some programs write a new line in a cell as two signs.
func TestLinesInACellAreThoseOfTheText(t *testing.T) {
	dir := ownPlaybook(t)
	file := filepath.Join(t.TempDir(), "teksten.xlsx")
	translateIn(t, translating{Sheet: file}, "", dir, "en")
	x, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := x.GetRows(sheetName)
	changed := 0
	for i := range rows {
		for j, cell := range rows[i] {
			if strings.Contains(cell, "\n") {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				err = errors.Join(err, x.SetCellStr(sheetName, at, strings.ReplaceAll(cell, "\n", "\r\n")))
				changed++
			}
		}
	}
	if err := errors.Join(err, x.Save(), x.Close()); err != nil || changed == 0 {
		t.Fatal(changed, err)
	}
	if out := translateIn(t, translating{From: file}, "", dir); !strings.HasPrefix(out, "Nothing changed.\n") || strings.Contains(out, "not taken") {
		t.Errorf("it says\n%s", out)
	}
}

// rowOf is the number of the row about the text.
func rowOf(t *testing.T, file, text string) int {
	t.Helper()
	x, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows(sheetName)
	for i, row := range rows {
		if row[3] == text {
			return i + 1
		}
	}
	t.Fatalf("no row is about %q: %v", text, err)
	return 0
}
