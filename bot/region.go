package main

import (
	"omzien/adapters"
	"omzien/bot/switchboard"
)

// region is what the neighbourhood picture is drawn of, at this moment.
func (o *omzien) region() adapters.Region { return switchboard.Region(o.current()) }
