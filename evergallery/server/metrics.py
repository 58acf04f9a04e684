"""The figures for Prometheus: `GET evergallery/v1/metrics`.

The text is written by prometheus-client, from a registry of each Gallery's own: nothing is counted in module state, and
two galleries in a process do not mix. Where a host lacks the package the route says so, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from evergallery.errors import EvergalleryError

from .figures import Figures, Histogram
from .files import NOT_AT_ALL
from .guard import Guard
from .http import error_response
from .loop import HomeLoop

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric as Family

NOT_IMPLEMENTED = 501
MISSING = (
    "The metrics need the Python package prometheus-client, which this server does not have.\n"
)

Labels = tuple[str, ...]
Kind = Literal["gauge", "counter", "histogram"]


@dataclass(frozen=True)
class Gauges:
    """What is not counted but there right now."""

    sessions: Callable[[], int]
    sockets: Callable[[], int]
    polls_parked: Callable[[], int]


@dataclass(frozen=True)
class Metric:
    """One line of docs/metrics.md. `read` gives what there is: label values → number or Histogram."""

    name: str
    kind: Kind
    labels: Labels
    about: str
    read: Callable[[Figures, Gauges], Mapping[Any, Any]]


METRICS = (
    Metric(
        "evergallery_sessions",
        "gauge",
        (),
        "Galleries open in browsers, and those whose browser may still come back (ten minutes).",
        lambda _, gauges: {(): gauges.sessions()},
    ),
    Metric(
        "evergallery_sockets",
        "gauge",
        (),
        "WebSockets at work now.",
        lambda _, gauges: {(): gauges.sockets()},
    ),
    Metric(
        "evergallery_polls_parked",
        "gauge",
        (),
        "Polls that wait for something to happen.",
        lambda _, gauges: {(): gauges.polls_parked()},
    ),
    Metric(
        "evergallery_sockets_opened_total",
        "counter",
        ("result",),
        "Sockets that said hello: ok, or the code of the error they were refused with.",
        lambda figures, _: figures.sockets_opened,
    ),
    Metric(
        "evergallery_socket_closes_total",
        "counter",
        ("code",),
        "Sockets that ended, by close code; 1006 is a cut.",
        lambda figures, _: figures.socket_closes,
    ),
    Metric(
        "evergallery_polls_total",
        "counter",
        ("result",),
        "Polls answered: ok, or the code of the error.",
        lambda figures, _: figures.polls,
    ),
    Metric(
        "evergallery_resumes_total",
        "counter",
        (),
        "Times a browser came back to its session on another socket or transport and went on.",
        lambda figures, _: {(): figures.resumes},
    ),
    Metric(
        "evergallery_resets_total",
        "counter",
        ("why",),
        "Times a browser had to begin anew: server_restarted, forgotten, overrun, other_epoch.",
        lambda figures, _: figures.resets,
    ),
    Metric(
        "evergallery_transport_changes_total",
        "counter",
        ("to", "reason"),
        "Changes of the transport that carries a session, as in the log.",
        lambda figures, _: figures.transport_changes,
    ),
    Metric(
        "evergallery_bytes_total",
        "counter",
        ("direction", "class"),
        "Bytes of bodies and frames; down is towards the browser.",
        lambda figures, _: figures.bytes,
    ),
    Metric(
        "evergallery_thumbnails_seconds",
        "histogram",
        (),
        "From asking for a thumbnail until it was read or made, waiting in line included.",
        lambda figures, _: {(): figures.thumbnails},
    ),
    Metric(
        "evergallery_event_loop_lag_seconds",
        "histogram",
        (),
        "How late a timer of the event loop fired, sampled each second while a session exists.",
        lambda figures, _: {(): figures.event_loop_lag},
    ),
    Metric(
        "evergallery_requests_seconds",
        "histogram",
        ("command",),
        "From a request to its answer, waiting in line included.",
        lambda figures, _: figures.requests,
    ),
)


class MetricsRoute:
    """`answer` to GET `metrics`; the login is asked for like everywhere."""

    def __init__(self, home: HomeLoop, guard: Guard, figures: Figures, gauges: Gauges) -> None:
        self._home = home
        self._guard = guard
        self._figures = figures
        self._gauges = gauges
        self._registry: CollectorRegistry | None = None

    async def answer(self, request: Request) -> Response:
        self._home.enter()
        try:
            self._guard.admit(request)
        except EvergalleryError as error:
            return error_response(error)
        headers = {"Cache-Control": NOT_AT_ALL}
        if find_spec("prometheus_client") is None:
            return PlainTextResponse(MISSING, NOT_IMPLEMENTED, headers)
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        return Response(generate_latest(self._own_registry()), 200, headers, CONTENT_TYPE_LATEST)

    def _own_registry(self) -> CollectorRegistry:
        if self._registry is None:
            from prometheus_client import CollectorRegistry

            self._registry = CollectorRegistry(auto_describe=False)
            self._registry.register(FiguresCollector(self._figures, self._gauges))
        return self._registry


class FiguresCollector:
    """What a prometheus_client registry asks at each scrape."""

    def __init__(self, figures: Figures, gauges: Gauges) -> None:
        self._figures = figures
        self._gauges = gauges

    def describe(self) -> list[Family]:
        """Nothing: the registry would collect everything once only to learn the names."""
        return []

    def collect(self) -> Iterator[Family]:
        for metric in METRICS:
            family = _family(metric)
            for labels, value in metric.read(self._figures, self._gauges).items():
                _add(family, (labels,) if isinstance(labels, str) else labels, value)
            yield family


def _family(metric: Metric) -> Any:
    from prometheus_client import core

    families = {
        "gauge": core.GaugeMetricFamily,
        "counter": core.CounterMetricFamily,
        "histogram": core.HistogramMetricFamily,
    }
    return families[metric.kind](metric.name, metric.about, labels=metric.labels)


def _add(family: Any, labels: Labels, value: float | Histogram) -> None:
    if isinstance(value, Histogram):
        family.add_metric(labels, list(_buckets(value)), value.sum_s)
    else:
        family.add_metric(labels, value)


def _buckets(histogram: Histogram) -> Iterator[tuple[str, float]]:
    """Each counts those before it, too."""
    total = 0
    for bound, count in zip((*histogram.bounds_s, "+Inf"), histogram.counts, strict=True):
        total += count
        yield str(bound), total
