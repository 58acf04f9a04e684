"""Runs steps one after the other while what later ones need is being prepared."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from outcome import Counts, Outcome, counts_of
from places import LOGS, Unavailable
from shell import logged
from steps import NEEDS, Command, Step, relative

CAN_BE_PARTIAL = "matrix"  # tests are worth running with the Gradios that could be made
PREPARING_AT_ONCE = 2  # downloading and unpacking, on the two cores of a small machine


def run(steps: Sequence[Step]) -> int:
    """Exit code for a person's shell and for CI."""
    LOGS.mkdir(parents=True, exist_ok=True)
    needs = [name for name in NEEDS if any(name in step.needs for step in steps)]
    with ThreadPoolExecutor(PREPARING_AT_ONCE) as pool:
        ready = {name: pool.submit(_prepare, name) for name in needs}
        outcomes = [_outcome(step, ready) for step in steps]
    _print_table(outcomes)
    total = sum((outcome.counts for outcome in outcomes), Counts())
    print(f"\n{total}", flush=True)
    return 1 if total.failed or not total.passed else 0


def _prepare(name: str) -> str:
    """ "" when it is ready, else why it cannot be had."""
    started = time.monotonic()
    try:
        NEEDS[name]()
    except Unavailable as error:
        print(f"  ({name} cannot be had: {error})", flush=True)
        return str(error)
    took_s = time.monotonic() - started
    if took_s > 1:
        print(f"  ({name} prepared in {took_s:.0f} s)", flush=True)
    return ""


def _outcome(step: Step, ready: dict[str, Future[str]]) -> Outcome:
    missing = {need: why for need in step.needs if (why := ready[need].result())}
    started = time.monotonic()
    if all(need == CAN_BE_PARTIAL for need in missing):
        outcome = _run(step, started, list(missing.values()))
    else:
        outcome = _unavailable(step, "\n".join(missing.values()))
    print(f"{step.name:10}{outcome.word:9}{outcome.seconds:7.1f} s  {outcome.counts}", flush=True)
    return outcome


def _unavailable(step: Step, why: str) -> Outcome:
    return Outcome(step.name, _lacking(), 0.0, why.splitlines()[0])


def _lacking() -> Counts:
    """A person's machine may lack a browser; CI that skipped a step would only look green."""
    return Counts(failed=1) if os.environ.get("CI") else Counts(skipped=1)


def _run(step: Step, started: float, missing: Sequence[str]) -> Outcome:
    counts, note = Counts(), ""
    for why in missing:
        counts, note = counts + _lacking(), why.splitlines()[0]
    for number, command in enumerate(step.commands()):
        one, complaint = _run_command(step, number, command)
        counts, note = counts + one, note or complaint
    return Outcome(step.name, counts, time.monotonic() - started, note)


def _run_command(step: Step, number: int, command: Command) -> tuple[Counts, str]:
    """Counts and, for a failure, where its output is; that output is shown at once as well."""
    path = LOGS / f"{step.name}-{number}.txt"
    with path.open("wb") as log:
        code = logged(command.words, log, command.environment, step.limit_s)
    output = path.read_text(encoding="utf-8", errors="replace")
    counts = counts_of(command.counts, output, code)
    if not counts.failed:
        return counts, ""
    ended = f"ended after {step.limit_s} s" if code is None else f"exit code {code}"
    print(f"\n{output.rstrip()}\n{' '.join(command.words[:4])} …: {ended}\n", flush=True)
    return counts, f"{ended}, {relative(path)}"


def _print_table(outcomes: Sequence[Outcome]) -> None:
    print(f"\n{'step':10}{'':9}{'time':>9}  tests")
    for outcome in outcomes:
        row = f"{outcome.step:10}{outcome.word:9}{outcome.seconds:7.1f} s  {outcome.counts}"
        print(f"{row}   {outcome.note}".rstrip())
