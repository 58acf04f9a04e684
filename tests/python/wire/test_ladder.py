from evergallery.wire.ladder import HTTP_FAILURES, Failure, Ladder
from evergallery.wire.poll_pace import POLL_BURST
from evergallery.wire.states import LinkState

REFUSED = Failure("refused")
CUT = Failure("closed", code=1006)


def started(transport: str = "auto", random: float = 0.5, **options: int) -> Ladder:
    ladder = Ladder(random=lambda: random)
    ladder.configure(transport, options.get("retry_limit", 0), 0)
    ladder.start(0)
    return ladder


def live() -> Ladder:
    ladder = started()
    ladder.socket_started()
    ladder.socket_opened(10)
    ladder.socket_proved(20)
    return ladder


def test_the_socket_has_a_head_start_over_http() -> None:
    ladder = started()
    assert ladder.socket_due
    assert not ladder.http_due(0)
    ladder.handle_timer(250)
    assert ladder.http_due(250)


def test_a_chosen_transport_is_the_only_one() -> None:
    assert not started("http_long").socket_due
    assert not started("websocket").http_due(10_000)


def test_polls_wait_long_only_after_the_first_answer() -> None:
    ladder = started("http_long")
    assert ladder.poll_wait_ms == 0
    ladder.http_welcomed(10)
    assert ladder.poll_wait_ms == 20_000


def test_a_cut_long_poll_steps_down_and_twenty_clean_ones_step_up() -> None:
    ladder = started("http_long")
    ladder.http_welcomed(0)
    ladder.http_failed(Failure("server", 504), 15_000, 15_000)
    assert ladder.poll_wait_ms == 10_000
    for _ in range(20):
        ladder.poll_done(20_000)
    assert ladder.poll_wait_ms == 20_000


def test_a_poll_that_failed_at_once_is_no_reason_for_shorter_polls() -> None:
    ladder = started("http_long")
    ladder.http_welcomed(0)
    ladder.http_failed(Failure("network"), 20, 20)
    assert ladder.poll_wait_ms == 20_000


def test_one_failed_poll_ends_nothing_and_three_are_offline() -> None:
    ladder = started("http_long")
    ladder.http_welcomed(0)
    for count in range(1, HTTP_FAILURES + 1):
        ladder.http_failed(Failure("network"), 5, count)
        assert (ladder.state is LinkState.OFFLINE) == (count == HTTP_FAILURES)


def test_a_busy_server_is_not_offline_and_its_pause_is_kept() -> None:
    ladder = started("http_long")
    for now in range(5):
        ladder.http_failed(Failure("busy", 429, retry_after_ms=30_000), 5, now)
    assert ladder.state is LinkState.HELLO
    assert not ladder.http_due(29_000)


def test_polls_stay_below_what_sdnext_refuses() -> None:
    ladder = started("http_short")
    starts = 0
    for tick in range(6_000):
        ladder.hurry_poll()
        if ladder.http_due(tick * 10):
            ladder.pace.started(tick * 10)
            ladder.http_welcomed(tick * 10)
            starts += 1
    assert 200 <= starts <= 240 + POLL_BURST


def test_a_lost_socket_is_tried_again_at_once_and_one_that_never_worked_rarely() -> None:
    lost = live()
    lost.socket_lost(CUT, 1_000)
    assert (lost.deadlines.get("socket_pause") or 0) <= 1_300
    refused = started()
    refused.socket_started()
    refused.socket_failed(REFUSED, 1_000)
    assert refused.deadlines.get("socket_pause") == 61_000


def test_a_flapping_socket_is_left_alone_for_a_while() -> None:
    ladder = live()
    for now in (1_000, 2_000, 3_000):
        ladder.socket_lost(CUT, now)
        ladder.socket_proved(now + 100)
    ladder.socket_lost(CUT, 4_000)
    assert ladder.reason == "socket_flapping"
    assert (ladder.deadlines.get("socket_pause") or 0) >= 50_000


def test_a_retry_limit_waits_for_a_click() -> None:
    ladder = started("websocket", retry_limit=1)
    ladder.socket_started()
    ladder.socket_failed(REFUSED, 0)
    ladder.handle_timer(60_000)
    ladder.socket_started()
    ladder.socket_failed(REFUSED, 60_000)
    assert ladder.next_deadline() is None
    ladder.retry(90_000)
    assert ladder.socket_due


def test_an_expired_login_stops_the_polls() -> None:
    ladder = started("http_long")
    ladder.http_failed(Failure("auth", 401), 5, 5)
    assert (ladder.state, ladder.http_due(99_000)) == (LinkState.AUTH, False)


def test_whoever_comes_back_to_the_page_may_have_logged_in_meanwhile() -> None:
    ladder = started("http_long")
    ladder.http_failed(Failure("auth", 401), 5, 5)
    ladder.visible(False, 10)
    assert ladder.state is LinkState.AUTH
    ladder.visible(True, 20)
    assert (ladder.state, ladder.http_due(20)) == (LinkState.HELLO, True)


def test_a_doubted_socket_is_asked_over_http_and_then_called_busy() -> None:
    ladder = live()
    ladder.socket_doubted(1_000)
    assert ladder.http_due(1_000)
    ladder.handle_timer(4_000)
    assert (ladder.state, ladder.reason) == (LinkState.BUSY, "server_busy")
    ladder.socket_answered(5_000)
    assert (ladder.state, ladder.reason) == (LinkState.WS_LIVE, "")


def test_a_server_that_is_back_gets_its_socket_back() -> None:
    ladder = live()
    ladder.socket_lost(CUT, 0)
    for now in (1, 2, 3):
        ladder.http_failed(Failure("network"), 1, now)
    assert ladder.state is LinkState.OFFLINE
    ladder.http_welcomed(10)
    assert ladder.socket_due


def test_sockets_refused_while_the_server_restarts_are_not_flapping() -> None:
    ladder = live()
    ladder.socket_lost(CUT, 0)
    ladder.http_failed(Failure("network"), 1, 10)
    for now in (300, 600, 900):
        ladder.socket_failed(REFUSED, now)
    ladder.http_welcomed(1_000)
    assert ladder.socket_due
    ladder.socket_started()
    ladder.socket_proved(1_050)
    ladder.socket_lost(CUT, 2_000)
    assert ladder.reason == "socket_closed"


def test_polling_goes_on_while_the_socket_is_chosen_again() -> None:
    ladder = started("http_long")
    ladder.http_welcomed(0)
    ladder.configure("auto", 0, 5)
    assert (ladder.state, ladder.socket_due, ladder.reason) == (LinkState.POLLING, True, "")


def test_sockets_that_end_at_the_usual_age_are_not_flapping() -> None:
    ladder = live()
    for now in (3_000, 6_000, 9_000, 12_000):
        ladder.socket_lost(CUT, now, is_usual=now >= 9_000)
        assert ladder.state is LinkState.RECONNECT
        ladder.handle_timer(now + 700)
        assert ladder.socket_due
        ladder.socket_started()
        ladder.socket_proved(now + 800)


def longest_pause_ms(failure: Failure, now_ms: float, *, visible: bool = True) -> float:
    """After ten failures, each as soon as it may be, with the unluckiest of random numbers."""
    ladder = started("http_long", random=1.0)
    ladder.http_welcomed(0)
    ladder.visible(visible, 0)
    for _ in range(10):
        ladder.http_failed(failure, 1, 0)
    ladder.http_failed(failure, 1, now_ms)
    at = ladder.deadlines.get("http_pause") or ladder.deadlines.get("peace")
    assert at is not None
    return at - now_ms


def test_a_server_that_went_away_is_asked_every_second_for_five_minutes_while_somebody_looks() -> (
    None
):
    gone = Failure("network")
    assert longest_pause_ms(gone, 299_000) == 1_000
    assert longest_pause_ms(gone, 301_000) == 20_000
    assert longest_pause_ms(gone, 1_000, visible=False) == 20_000


def test_a_server_that_asks_for_peace_gets_it() -> None:
    assert longest_pause_ms(Failure("busy", 503), 1_000) == 20_000
    assert longest_pause_ms(Failure("busy", 429, retry_after_ms=60_000), 1_000) == 60_000


def test_neither_a_question_nor_an_older_answer_shortens_the_pause_a_server_asked_for() -> None:
    ladder = started("http_long")
    ladder.http_welcomed(0)
    ladder.http_failed(Failure("busy", 429, retry_after_ms=8_000), 5, 10)
    ladder.http_welcomed(20)  # of an older poll, which was on the way
    ladder.hurry_poll()
    assert not ladder.http_due(8_000)
    assert ladder.reason == "too_many_requests"
    ladder.handle_timer(8_010)
    assert ladder.http_due(8_010)
    ladder.http_welcomed(8_020)
    assert ladder.reason == "setting"


def test_a_click_ends_the_pause_a_server_asked_for() -> None:
    ladder = started("http_long")
    ladder.http_failed(Failure("busy", 429, retry_after_ms=60_000), 5, 10)
    ladder.retry(20)
    assert ladder.http_due(20)


def test_a_server_gone_at_the_first_visit_says_nothing_about_sockets() -> None:
    ladder = started()
    ladder.socket_started()
    ladder.socket_failed(REFUSED, 10)
    for now in (20, 600, 1_700):
        ladder.http_failed(Failure("network"), 1, now)
    ladder.http_welcomed(3_000)
    assert ladder.socket_due
    assert ladder.memory.verdict(3_000) == "unknown"


def test_a_server_that_was_full_says_nothing_about_sockets() -> None:
    ladder = started()
    full = Failure("busy")
    ladder.socket_started()
    ladder.socket_failed(full, 10)
    ladder.http_failed(full, 0, 20)
    assert ladder.reason == "server_full"
    ladder.http_welcomed(5_000)
    assert (ladder.state, ladder.reason) == (LinkState.POLLING, "server_full")
    assert ladder.socket_due
    assert ladder.memory.verdict(5_000) == "unknown"


def test_a_server_without_room_for_sockets_is_not_asked_for_one_at_each_poll() -> None:
    ladder = started()
    ladder.socket_started()
    ladder.socket_failed(Failure("busy"), 10)
    for now_ms in (100, 200, 300):
        ladder.http_welcomed(now_ms)
        assert not ladder.socket_due
    assert ladder.reason == "server_full"


def test_too_many_polls_say_nothing_about_sockets_either_way() -> None:
    ladder = started()
    ladder.socket_started()
    ladder.socket_failed(REFUSED, 10)
    ladder.http_failed(Failure("busy", 429), 0, 20)
    assert ladder.reason == "too_many_requests"
    ladder.http_welcomed(5_000)
    assert ladder.reason == "socket_refused"
    assert not ladder.socket_due
