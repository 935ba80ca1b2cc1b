package storagetest

import (
	"fmt"
	"net/url"
)

// givenServer uses the server of TEST_DATABASE_URL. Its role must be allowed to
// make databases; the database that it names is left alone.
func givenServer(given string) (*server, error) {
	parsed, err := url.Parse(given)
	if err != nil || (parsed.Scheme != "postgres" && parsed.Scheme != "postgresql") {
		return nil, fmt.Errorf("TEST_DATABASE_URL is not a postgres:// URL")
	}
	named := func(database string) string {
		u := *parsed
		if database != "postgres" {
			u.Path = "/" + database
		}
		return u.String()
	}
	return &server{admin: named, tcp: named}, nil
}
