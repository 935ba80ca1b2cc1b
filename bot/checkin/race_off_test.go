//go:build !race

package checkin_test

const raceDetector = false
