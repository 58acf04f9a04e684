from __future__ import annotations

from types import SimpleNamespace

import pytest

from evergallery.hosts.option_watch import OptionWatch


def option(heard: list[str] | None = None) -> SimpleNamespace:
    onchange = None if heard is None else lambda: heard.append("the host's own")
    return SimpleNamespace(onchange=onchange)


def test_the_hosts_own_callback_comes_first() -> None:
    heard: list[str] = []
    labels = {"outdir": option(heard)}
    OptionWatch(
        SimpleNamespace(data_labels=labels), ["outdir"], lambda: heard.append("ours")
    ).start()
    labels["outdir"].onchange()
    assert heard == ["the host's own", "ours"]


def test_stop_puts_back_what_was_there() -> None:
    labels = {"outdir": option()}
    watch = OptionWatch(SimpleNamespace(data_labels=labels), ["outdir"], lambda: None)
    watch.start()
    watch.start()
    watch.stop()
    assert labels["outdir"].onchange is None


def test_an_option_this_host_does_not_have_is_passed_over() -> None:
    watch = OptionWatch(SimpleNamespace(data_labels={}), ["outdir_video"], lambda: None)
    watch.start()
    watch.stop()


def test_when_the_host_refuses_a_change_we_do_not_follow_it() -> None:
    def refuse() -> None:
        raise RuntimeError("refused")

    heard: list[str] = []
    labels = {"outdir": SimpleNamespace(onchange=refuse)}
    OptionWatch(
        SimpleNamespace(data_labels=labels), ["outdir"], lambda: heard.append("ours")
    ).start()
    with pytest.raises(RuntimeError):
        labels["outdir"].onchange()
    assert heard == []
