from __future__ import annotations

import json

from evergallery.doctor.examination import Examination
from evergallery.doctor.judge import diagnose
from evergallery.doctor.outcomes import Outcome
from evergallery.doctor.report import as_json, report, table
from tests.python.doctor.vectors import DIAGNOSIS


def examination(name: str, base: str = "https://host/a/", login: str = "") -> Examination:
    (vector,) = [case for case in DIAGNOSIS["cases"] if case["name"] == name]
    outcomes = tuple(Outcome(**outcome) for outcome in vector["outcomes"])
    return Examination(base, login, outcomes, diagnose(outcomes))


def test_a_stripped_upgrade_is_reported_with_its_hop_and_its_repair() -> None:
    text = report(examination("nginx takes the Upgrade header away", login="basic+form"))
    lines = text.splitlines()
    assert lines[0] == (
        "The gallery at https://host/a/, through a Basic login and the web UI's login"
    )
    assert "nginx takes the Upgrade header from the handshake" in text
    assert "    proxy_set_header Upgrade $http_upgrade;" in lines
    assert "Set the connection to HTTP long poll" in text


def test_settings_are_named_as_in_the_settings_file() -> None:
    text = report(examination("silence is cut after 5 s"))
    assert "Set heartbeat_ms to 3000." in text
    assert "Set poll_wait_ms to 4000." in text


def test_where_all_is_fine_no_lines_are_offered() -> None:
    text = report(examination("everything gets through"))
    assert "nginx" not in text
    assert text.endswith("Leave the connection on Auto.\n")


def test_where_nothing_was_reached_that_comes_first() -> None:
    assert report(examination("nothing answers", base="")).startswith("No gallery was reached.")


def test_who_lacks_a_login_is_told_how_to_give_it() -> None:
    assert "--login USER:PASS" in report(examination("a login is missing", base=""))


def test_the_columns_of_the_table_stand_below_each_other() -> None:
    rows = table([Outcome("gallery", "ok", 0), Outcome("idle_105", "cut", 100_010)]).splitlines()
    assert rows == [
        "The gallery answers      ok     < 1 ms  fine",
        "Silent socket for 105 s  no    100.0 s  cut off after 100 s",
    ]


def test_scripts_get_the_codes_and_the_lines() -> None:
    values = json.loads(as_json(examination("nginx takes the Upgrade header away")))
    assert values["findings"][0]["code"] == "upgrade_stripped"
    assert values["lines"]["nginx"][0] == "proxy_http_version 1.1;"
    assert values["exit_code"] == 1
    assert json.loads(as_json(examination("everything gets through")))["lines"] is None
