from __future__ import annotations

from evergallery.wire.client_events import (
    ErrorReceived,
    EventReceived,
    ResultReceived,
    answer_of,
    event_of,
)
from evergallery.wire.messages import Error, ErrorBody, Event, EventBody, Result


def test_an_answer_is_a_result_or_an_error_with_the_number_of_its_question() -> None:
    assert answer_of(Result(seq=1, ack=0, id=7, body={"a": 1})) == ResultReceived(7, {"a": 1})
    error = Error(seq=1, ack=0, id=7, body=ErrorBody("gone", "It is gone."))
    assert answer_of(error) == ErrorReceived(7, "gone", "It is gone.")


def test_an_event_is_its_name_and_data() -> None:
    event = Event(seq=1, ack=0, body=EventBody("progress", 5))
    assert event_of(event) == EventReceived("progress", 5)
