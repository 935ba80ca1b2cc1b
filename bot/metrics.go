package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"omzien/storage"
)

// metricsPage serves the figures in Prometheus' format.
func metricsPage(r *prometheus.Registry) http.Handler {
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// quiet passes on only what a server says of itself: net/http names the
// addresses of clients in its own lines, and those are nobody's business.
type quiet struct{ slog.Handler }

// Handle drops the message and keeps that something happened.
func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	return q.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, "a connection ended in an error", r.PC))
}

var rows = prometheus.NewDesc("omzien_outbox_rows", "Rows of the outbox that are not done, by state.", []string{"state"}, nil)

// storeFigures reads the database whenever the figures are asked for.
type storeFigures struct{ store *storage.Store }

func registerStore(r *prometheus.Registry, s *storage.Store) { r.MustRegister(storeFigures{s}) }

// Describe implements prometheus.Collector.
func (f storeFigures) Describe(c chan<- *prometheus.Desc) { c <- rows }
