package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

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

// storeFigures reads the database whenever the figures are asked for.
type storeFigures struct {
	store  *storage.Store
	now    func() time.Time
	log    *slog.Logger
	rows   *prometheus.Desc
	oldest *prometheus.Desc
	alarms *prometheus.Desc
	poison *prometheus.Desc
}

func registerStore(r *prometheus.Registry, s *storage.Store, now func() time.Time, log *slog.Logger) {
	r.MustRegister(storeFigures{
		store: s, now: now, log: log,
		rows:   prometheus.NewDesc("omzien_outbox_rows", "Rows of the outbox that are not done, by state; those that a page pulls are left out.", []string{"state"}, nil),
		oldest: prometheus.NewDesc("omzien_oldest_due_seconds", "How long the oldest row or event that is due has been waiting.", nil, nil),
		alarms: prometheus.NewDesc("omzien_open_alarms", "Alarms that no human has ended yet.", nil, nil),
		poison: prometheus.NewDesc("omzien_poison_events", "Events kept because they could not be handled.", nil, nil),
	})
}

// Describe implements prometheus.Collector.
func (f storeFigures) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.rows, f.oldest, f.alarms, f.poison} {
		c <- d
	}
}

// figuresWithin is how long the database may take for the figures.
const figuresWithin = 3 * time.Second

// Collect implements prometheus.Collector. While the database is away the
// figures are absent, and /readyz says why.
func (f storeFigures) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), figuresWithin)
	defer cancel()
	now := f.now()
	stats, err := f.store.Stats(ctx, now)
	if err != nil {
		f.log.Warn("read the figures of the database", "err", err)
		return
	}
	for state, n := range stats.Rows {
		c <- prometheus.MustNewConstMetric(f.rows, prometheus.GaugeValue, float64(n), string(state))
	}
	waited := 0.0
	for _, since := range []time.Time{stats.Waiting, stats.Due} {
		if !since.IsZero() {
			waited = max(waited, now.Sub(since).Seconds())
		}
	}
	c <- prometheus.MustNewConstMetric(f.oldest, prometheus.GaugeValue, waited)
	c <- prometheus.MustNewConstMetric(f.alarms, prometheus.GaugeValue, float64(stats.Alarms))
	c <- prometheus.MustNewConstMetric(f.poison, prometheus.GaugeValue, float64(stats.Poison))
}
