package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/vultr/govultr/v3"
)

const pageSize = 2

var (
	checked   int
	idPattern = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

func fail(what, format string, values ...any) {
	fmt.Fprintf(os.Stderr, "%s: %s\n", what, fmt.Sprintf(format, values...))
	os.Exit(1)
}

// step prints what comes next.
func step(text string) { fmt.Println(text) }

// must stops the walk if a call failed.
func must(what string, err error) {
	if err != nil {
		fail(what, "%v", err)
	}
}

// equal stops the walk unless the client decoded exactly this.
func equal[T any](what string, got, want T) {
	checked++
	if reflect.DeepEqual(got, want) {
		return
	}
	fail(what, "the client decoded\n  %s\ninstead of\n  %s", show(got), show(want))
}

func show(value any) string {
	text, err := json.Marshal(value)
	must("show", err)
	return string(text)
}

// only returns the row of a list that has exactly one, and stops the walk otherwise.
func only[T any](what string, rows []T) T {
	equal(what+": rows", len(rows), 1)
	return rows[0]
}

// present returns what the client decoded, and stops the walk if it found nothing to decode.
func present[T any](what string, got *T) T {
	checked++
	if got == nil {
		fail(what, "the client found nothing to decode")
	}
	return *got
}

// isID stops the walk unless the text is a UUID.
func isID(what, text string) {
	checked++
	if !idPattern.MatchString(text) {
		fail(what, "%q is no UUID", text)
	}
}

// recent stops the walk unless the text is an instant that is within two minutes of now, and returns it.
func recent(what, text string) time.Time {
	checked++
	instant, err := time.Parse(time.RFC3339, text)
	must(what, err)
	if distance := time.Since(instant).Abs(); distance > 2*time.Minute {
		fail(what, "%s is %s away from now", text, distance)
	}
	return instant
}

// refused stops the walk unless the call failed with a message that contains the text.
func refused(what string, err error, text string) {
	checked++
	if err == nil || !strings.Contains(err.Error(), text) {
		fail(what, "the error is %v instead of %q", err, text)
	}
}

// lastPage stops the walk unless the list has that many rows and no further page.
func lastPage(what string, meta *govultr.Meta, total int) {
	equal(what+": meta", meta, &govultr.Meta{Total: total, Links: &govultr.Links{}})
}

// everyPage reads a list to its end in small pages, as callers of the client do.
func everyPage[T any](
	what string,
	read func(*govultr.ListOptions) ([]T, *govultr.Meta, error),
) (rows []T) {
	options := &govultr.ListOptions{PerPage: pageSize}
	for {
		page, meta, err := read(options)
		must(what, err)
		if meta == nil || meta.Links == nil {
			fail(what, "the list has no meta.links")
		}
		rows = append(rows, page...)
		if meta.Links.Next == "" {
			equal(what+": meta.total", meta.Total, len(rows))
			return rows
		}
		equal(what+": rows of a page", len(page), pageSize)
		options.Cursor = meta.Links.Next
	}
}
