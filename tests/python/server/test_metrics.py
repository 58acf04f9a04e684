from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from evergallery.server import metrics
from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from evergallery.server.metrics import METRICS
from tests.python.commands.fake_library import FakeLibrary
from tests.python.server.conftest import MakeGallery, make_app
from tests.python.server.talk import batch, hello, request

METRICS_URL = "/evergallery/v1/metrics"

Sample = tuple[str, tuple[tuple[str, str], ...]]


def samples(client: TestClient) -> dict[Sample, float]:
    """As a scraper reads them: (name, sorted labels) → value."""
    answer = client.get(METRICS_URL)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def busy(client: TestClient, library: FakeLibrary) -> Iterator[TestClient]:
    """A gallery in which each thing happened once or more."""
    library.warm = {100: b"webp"}
    client.post("/poll", content=batch(hello(), request(1, "item", {"id": 1}), request(2, "dance")))
    client.post("/poll", content="nonsense")
    client.post("/evergallery/v1/pack", json={"items": [[100, "v"]]})
    client.get("/evergallery/v1/file/1")
    with client.websocket_connect("/evergallery/v1/socket") as socket:
        socket.send_text(hello(transport="websocket"))
        socket.receive_text()
        yield client


def test_a_scraper_reads_what_happened(busy: TestClient) -> None:
    found = samples(busy)
    assert found["evergallery_sessions", ()] == 1
    assert found["evergallery_sockets", ()] == 1
    assert found["evergallery_polls_parked", ()] == 0
    assert found["evergallery_sockets_opened_total", (("result", "ok"),)] == 1
    assert found["evergallery_polls_total", (("result", "ok"),)] == 1
    assert found["evergallery_polls_total", (("result", "protocol_error"),)] == 1
    assert found["evergallery_thumbnails_seconds_count", ()] == 1
    assert found["evergallery_requests_seconds_count", (("command", "item"),)] == 1


def test_bytes_are_told_by_class(busy: TestClient) -> None:
    found = samples(busy)
    for kind, least in (("messages", 100), ("thumbnails", 10), ("originals", 256)):
        assert found["evergallery_bytes_total", (("class", kind), ("direction", "down"))] >= least


def test_what_was_asked_for_counts_as_up(busy: TestClient) -> None:
    found = samples(busy)
    for kind in ("messages", "thumbnails"):
        assert found["evergallery_bytes_total", (("class", kind), ("direction", "up"))] > 10


def test_a_client_cannot_make_new_rows(busy: TestClient) -> None:
    found = samples(busy)
    assert found["evergallery_requests_seconds_count", (("command", "unknown"),)] == 1
    assert not any("dance" in str(key) for key in found)


def test_the_buckets_of_a_histogram_add_up(busy: TestClient) -> None:
    found = samples(busy)
    buckets = [
        value
        for (name, labels), value in found.items()
        if name == "evergallery_requests_seconds_bucket" and ("command", "item") in labels
    ]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 1


def test_every_metric_is_told_from_the_beginning(client: TestClient) -> None:
    named = set(re.findall(r"^# TYPE (\w+)", client.get(METRICS_URL).text, re.MULTILINE))
    assert named == {metric.name for metric in METRICS}


def test_two_galleries_in_one_process_count_apart(
    client: TestClient, make_gallery: MakeGallery
) -> None:
    client.post("/poll", content=batch(hello()))
    with TestClient(make_app(make_gallery())) as other:
        assert samples(other)["evergallery_sessions", ()] == 0
    assert samples(client)["evergallery_sessions", ()] == 1


def test_a_closed_socket_is_counted_by_its_code(gallery: Gallery, client: TestClient) -> None:
    with client.websocket_connect("/evergallery/v1/socket") as socket:
        socket.send_text("nonsense")
        socket.receive_text()
    assert gallery.figures.sockets_opened == {"protocol_error": 1}


def test_the_login_is_asked_for(make_gallery: MakeGallery) -> None:
    with TestClient(make_app(make_gallery(Guard(lambda _: None)))) as client:
        assert client.get(METRICS_URL).status_code == 401


def test_without_the_package_the_route_says_what_is_missing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "find_spec", lambda _: None)
    answer = client.get(METRICS_URL)
    assert answer.status_code == 501
    assert "prometheus-client" in answer.text
