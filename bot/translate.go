package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"omzien/flows"
)

// translating is what translate is asked to do beside merging.
type translating struct {
	Status  bool   `help:"Only say how far each language is."`
	Sheet   string `placeholder:"FILE.xlsx" help:"Also write all texts into one spreadsheet, for translators."`
	From    string `placeholder:"FILE.xlsx" help:"Put what translators wrote in such a spreadsheet into the catalogues."`
	Program bool   `hidden:"" help:"The folder is flows, of the program itself: its fixed texts and those of its pages."`
}

// translate writes and merges the catalogues of the playbook in a folder. args
// are the folder, if any, and languages; dir is the folder where args has none.
func translate(out io.Writer, args []string, dir string, want translating, now time.Time) error {
	langs := args
	if len(args) > 0 && isFolder(args[0]) {
		dir, langs = args[0], args[1:]
	}
	for _, l := range langs {
		if strings.ContainsAny(l, `/\.`) {
			return fmt.Errorf("there is no folder %s: name the playbook's folder first, and then languages, as in: translate DIR ar pl", l)
		}
	}
	if want.Status {
		return translationStatus(out, dir, langs)
	}
	if dir == "" {
		return errors.New("the built-in playbook cannot be written: make a copy of your own (omzien init DIR), then name it here: omzien translate DIR LANGUAGE")
	}
	if want.From != "" {
		if err := fromSheet(out, dir, want.From, now); err != nil || want.Sheet == "" {
			return err
		}
	}
	folder, err := playbookFolder(dir)
	if err != nil {
		return err
	}
	if want.Program {
		files, err := flows.TranslateProgram(folder, langs...)
		if err != nil {
			return notRight(out, folder, err)
		}
		return writeCatalogues(out, dir, files)
	}
	files, err := flows.Translate(folder, langs...)
	if err != nil {
		return notRight(out, folder, err)
	}
	if err := writeCatalogues(out, dir, files); err != nil {
		return err
	}
	if want.Sheet != "" {
		sheet, err := flows.MakeSheet(folder, langs...)
		if err != nil {
			return notRight(out, folder, err)
		}
		if err := keepsWords(folder, want.Sheet); err != nil {
			return err
		}
		if err := writeSheet(want.Sheet, sheet); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s in %s.\n", want.Sheet, count(len(sheet.Rows), "row"), strings.Join(sheet.Languages, ", "))
	}
	return translationStatus(out, dir, langs)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// notRight shows what keeps a playbook, or what translators wrote, from being
// taken. Nothing was written.
func notRight(out io.Writer, folder fs.FS, err error) error {
	var mistakes flows.Mistakes
	if !errors.As(err, &mistakes) {
		return fmt.Errorf("translate: %w", err)
	}
	for _, m := range mistakes {
		showMistake(out, folder, m)
	}
	fmt.Fprintf(out, "%s. Nothing was written.\n", count(len(mistakes), "mistake"))
	return errShown
}

// writeCatalogues writes the files, each whole or not at all, and names them.
func writeCatalogues(out io.Writer, dir string, files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := replaceFile(path, files[name]); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		fmt.Fprintf(out, "%s\n", name)
	}
	if len(files) == 0 {
		fmt.Fprintln(out, "Nothing changed.")
	}
	return nil
}

// replaceFile puts a file in the place of the one that is there. Who reads it
// meanwhile reads the old one or the new one.
func replaceFile(path string, source []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".omzien-*")
	if err != nil {
		return err
	}
	_, err = f.Write(source)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// keepsWords refuses to write a spreadsheet over one whose words are not in the
// playbook in the folder: they may be all that there is of a translator's work.
func keepsWords(folder fs.FS, file string) error {
	if _, err := os.Stat(file); err != nil {
		return nil // writing tells what is wrong with the place
	}
	if sheet, err := readSheet(file); err == nil && !sheet.Unsaved(folder) {
		return nil
	}
	return fmt.Errorf("%s is there already, and holds words that are not in the playbook: take them in first (--from %s), or give the new spreadsheet another name", file, file)
}

// fromSheet puts what translators wrote in a spreadsheet into the catalogues.
func fromSheet(out io.Writer, dir, file string, now time.Time) error {
	folder, err := playbookFolder(dir)
	if err != nil {
		return err
	}
	sheet, err := readSheet(file)
	if err != nil {
		return err
	}
	files, left, err := sheet.Merge(folder, now.In(flows.Amsterdam).Format(time.DateOnly))
	if err != nil {
		return notRight(out, folder, err)
	}
	if err := writeCatalogues(out, dir, files); err != nil {
		return err
	}
	for _, row := range left {
		fmt.Fprintf(out, "not taken, this text is said no more: %s, %q\n", row.File, onScreen(strings.ReplaceAll(row.Base, "\n", " ")))
	}
	return translationStatus(out, dir, sheet.Languages)
}

// translationStatus says how far each language is; none are all.
func translationStatus(out io.Writer, dir string, langs []string) error {
	folder, err := playbookFolder(dir)
	if err != nil {
		return err
	}
	book, err := flows.Load(folder)
	if err != nil {
		return notRight(out, folder, err)
	}
	if len(langs) == 0 {
		langs = book.Languages()
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "language\ttexts\tmissing\tstale\tnot reviewed\tof danger, consent, stopping\t")
	for _, lang := range langs {
		s := book.Standing(lang)
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t\n", lang, s.Texts, s.Missing, s.Stale, s.Unreviewed, len(book.Unreviewed(lang)))
	}
	return table.Flush()
}
