package flows

import (
	"embed"
	"io/fs"
)

//go:embed playbook
var builtIn embed.FS

// BuiltIn is the playbook that serves where an organisation has none of its
// own yet: a whole example, to be copied and changed.
func BuiltIn() fs.FS {
	dir, err := fs.Sub(builtIn, "playbook")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return dir
}
