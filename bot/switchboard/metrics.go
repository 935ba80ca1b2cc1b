package switchboard

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/bot/chat"
)

// Metrics counts what happens. No label ever holds a person's words, a name, a
// token or an address.
type Metrics struct {
	events    *prometheus.CounterVec
	took      *prometheus.HistogramVec
	sends     *prometheus.CounterVec
	refusals  *prometheus.CounterVec
	restarts  *prometheus.CounterVec
	lostLease prometheus.Counter
	orphans   prometheus.Counter
}

// NewMetrics registers the switchboard's figures.
func NewMetrics(r prometheus.Registerer) *Metrics {
	m := &Metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "omzien_events_total", Help: "Events taken in, by kind and outcome (done, again, refused, down, poison, seen)."}, []string{"kind", "outcome"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "omzien_event_seconds", Help: "From taking an event in to its commit.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 6}}, []string{"outcome"}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "omzien_sends_total", Help: "Remote calls, by adapter and what became of the row."}, []string{"adapter", "state"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "omzien_refused_total", Help: "Requests and presses that were refused, by reason."}, []string{"reason"}),
		restarts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "omzien_adapter_restarts_total", Help: "Adapters that gave up and were started again."}, []string{"adapter"}),
		lostLease: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "omzien_lost_leases_total", Help: "Outcomes refused because another instance had taken the lane over."}),
		orphans: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "omzien_orphans_total", Help: "Lanes found by the slow sweep. Should stay 0."}),
	}
	r.MustRegister(m.events, m.took, m.sends, m.refusals, m.restarts, m.lostLease, m.orphans)
	return m
}

// handling times one event.
func (m *Metrics) handling(k chat.Kind) func(outcome string) {
	began := time.Now()
	return func(outcome string) {
		m.events.WithLabelValues(string(k), outcome).Inc()
		m.took.WithLabelValues(outcome).Observe(time.Since(began).Seconds())
	}
}

// Refused counts a request or press that was refused; pages call it, too.
func (m *Metrics) Refused(reason string) { m.refusals.WithLabelValues(reason).Inc() }

func (m *Metrics) sent(adapter string, s chat.State) {
	m.sends.WithLabelValues(adapter, string(s)).Inc()
}
func (m *Metrics) restarted(adapter string) { m.restarts.WithLabelValues(adapter).Inc() }
func (m *Metrics) swept(n int)              { m.orphans.Add(float64(n)) }
func (m *Metrics) lost(n int)               { m.lostLease.Add(float64(n)) }
