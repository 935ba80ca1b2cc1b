package flows

import (
	"io/fs"
	"path"
	"strings"
)

// gather reads the files under a folder of the playbook, flows or locales, by
// their paths. One that looks as if it were meant to be read and is not, because
// of its name or where it stands, is reported. Hidden folders are passed over:
// programs that keep older versions put them there. It ends where the files are
// larger together than a playbook may be.
func gather(dir fs.FS, root string, r *report) (map[string][]byte, error) {
	files, size := map[string][]byte{}, 0
	err := fs.WalkDir(dir, root, func(name string, e fs.DirEntry, err error) error {
		hidden := strings.HasPrefix(path.Base(name), ".")
		switch {
		case err != nil && name == root:
			return err
		case err != nil:
			r.add(place{file: name}, unreadable)
			return nil
		case e.IsDir() && hidden:
			return fs.SkipDir
		case e.IsDir() || hidden:
			return nil
		}
		right := meantName(name)
		switch at := rightPlace(root, right); {
		case at == "": // not ours
		case at != right:
			r.add(place{file: name}, unknownFile, name, phrased("Move it to %[1]s.", at))
		case right != name:
			r.add(place{file: name}, unknownFile, name, phrased("Call it %[1]s.", right))
		default:
			if source, ok := read(dir, name, r); ok {
				files[name], size = source, size+len(source)
			}
			if size > whole {
				return fs.SkipAll
			}
		}
		return nil
	})
	return files, err
}

// meantName is how a file is to be called that another program called otherwise:
// jongeren.yml, Jongeren.YAML.txt. One that it knows nothing of keeps its name.
func meantName(name string) string {
	stem, ext := name, ""
	if end := len(name) - len(".txt"); end > 0 && strings.EqualFold(name[end:], ".txt") {
		stem = name[:end]
	}
	switch ext = strings.ToLower(path.Ext(stem)); ext {
	case ".yml":
		return stem[:len(stem)-len(ext)] + ".yaml"
	case ".yaml", ".po":
		return stem[:len(stem)-len(ext)] + ext
	}
	return name
}

// rightPlace is where a file below flows or locales belongs: where it is, or
// else where its kind does; empty for what a playbook does not have.
func rightPlace(root, name string) string {
	base, parts := path.Base(name), strings.Split(name, "/")
	switch ext := path.Ext(name); {
	case ext == ".yaml" && root == "flows", ext == ".po" && root == "locales" && len(parts) == 3:
		return name
	case ext == ".yaml":
		return "flows/" + base
	case ext != ".po":
		return ""
	}
	lang := "en"
	if stem := strings.TrimSuffix(base, ".po"); root == "locales" && len(parts) > 3 {
		lang = parts[1]
	} else if tagShape.MatchString(stem) {
		lang = stem
	}
	return "locales/" + lang + "/" + base
}
