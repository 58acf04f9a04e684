from __future__ import annotations

import logging

import pytest

from evergallery.server.carrier import Carrier, code_label
from evergallery.server.figures import Figures

SESSION = "ab12" + "x" * 18


class Story:
    """One session, told with the seconds at which things happen."""

    def __init__(self) -> None:
        self.figures = Figures()
        self.carrier = Carrier(SESSION, self.figures, 0)

    def poll(self, at_s: float, *, is_resumed: bool = True) -> None:
        self.carrier.joined("http", at_s * 1000, is_resumed=is_resumed)
        self.carrier.moved("http", "up", 100, at_s * 1000)
        self.carrier.left("http", 0)

    def socket(self, at_s: float, *, is_resumed: bool = True) -> None:
        self.carrier.joined("websocket", at_s * 1000, is_resumed=is_resumed)

    def heard(self, at_s: float) -> None:
        self.carrier.moved("websocket", "up", 10, at_s * 1000)

    def cut(self, code: int = 1006) -> None:
        self.carrier.left("websocket", code)

    @property
    def changes(self) -> list[tuple[str, str]]:
        return list(self.figures.transport_changes)


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "evergallery")
    return caplog


def test_a_change_is_one_line_with_reason_and_figures(
    story: Story, lines: pytest.LogCaptureFixture
) -> None:
    story.socket(0, is_resumed=False)
    story.carrier.moved("websocket", "down", 4_000, 1)
    story.carrier.carried("thumbnails", "down", 8_000)
    story.cut()
    story.poll(34)
    assert lines.messages == [
        "Session ab12…: none → websocket after 0.0 s (opened, 0 B down), 0 resumes.",
        "Session ab12…: websocket → http after 34 s (closed 1006, 12 kB down), 1 resume.",
    ]


def test_the_log_never_holds_more_of_a_session_than_four_characters(
    story: Story, lines: pytest.LogCaptureFixture
) -> None:
    story.socket(0)
    story.cut()
    story.poll(1)
    story.carrier.over(2)
    assert SESSION[:5] not in lines.text


def test_polls_that_follow_each_other_are_no_change(story: Story) -> None:
    for second in range(5):
        story.poll(second)
    assert story.changes == [("http", "first")]
    assert story.figures.resumes == 1


def test_a_poll_beside_a_living_socket_is_no_change(story: Story) -> None:
    story.socket(0)
    for second in range(1, 5):
        story.poll(second)
        story.heard(second)
    assert story.changes == [("websocket", "opened")]


def test_a_socket_that_falls_silent_while_polls_come_has_lost_the_session(story: Story) -> None:
    story.socket(0)
    story.poll(1)
    story.poll(2)
    assert story.changes[-1] == ("http", "silent")
    story.heard(3)
    assert story.changes[-1] == ("websocket", "heard_again")


def test_a_socket_that_takes_over_from_another_resumes_without_a_change(story: Story) -> None:
    story.socket(0, is_resumed=False)
    story.socket(1)
    story.cut(4409)
    story.poll(2)
    assert story.changes == [("websocket", "opened")]
    assert story.figures.resumes == 1


def test_a_session_nobody_came_back_to_tells_how_it_was_left(story: Story) -> None:
    story.socket(0)
    story.cut(1001)
    story.carrier.over(600)
    assert story.changes[-1] == ("none", "closed_1001")


def test_a_session_that_ends_while_it_polls_is_over(
    story: Story, lines: pytest.LogCaptureFixture
) -> None:
    story.poll(0)
    story.carrier.over(660_000)
    assert story.changes[-1] == ("none", "over")
    assert "after 11 min" in lines.messages[-1]


def test_a_session_that_carried_nothing_ends_without_a_word(
    story: Story, lines: pytest.LogCaptureFixture
) -> None:
    story.carrier.over(600)
    assert lines.messages == []


def test_a_peer_cannot_fill_the_tables_with_codes(story: Story) -> None:
    for code in range(3000, 5000):
        story.socket(0)
        story.cut(code)
    assert len(story.figures.socket_closes) < 10
    assert code_label(4999) == "other"
    assert code_label(1006) == "1006"
    assert code_label(4409) == "4409"


def test_bytes_are_counted_by_direction_and_class(story: Story) -> None:
    story.carrier.moved("http", "down", 10, 0)
    story.carrier.moved("http", "up", 20, 0)
    story.carrier.carried("thumbnails", "down", 30)
    assert story.figures.bytes == {
        ("down", "messages"): 10,
        ("up", "messages"): 20,
        ("down", "thumbnails"): 30,
    }
