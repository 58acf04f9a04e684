"""Thumbnails of full-size pictures: made once, then only looked up."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace

from bars import Bar, at_most, bench_folder

from evergallery.library import Library, Root, ViewQuery
from tests.corpus import FULL_SIZE, ensure


def bars(quick: bool) -> list[Bar]:
    corpus = replace(FULL_SIZE, count=50 if quick else 300, distinct=24)
    pictures = ensure(corpus, bench_folder() / f"full-{corpus.count}")
    data = bench_folder() / "data-thumbs"
    shutil.rmtree(data, ignore_errors=True)
    library = Library(data, watch=False)
    library.start([Root("Corpus", pictures)])
    try:
        while library.status().phase != "idle" or library.status().found < corpus.count:
            time.sleep(0.05)
        ids = [row[0] for row in library.open_view(ViewQuery(limit=corpus.count)).items]
        made_ms = _cpu_ms(lambda: [library.thumbnail(item_id) for item_id in ids]) / len(ids)
        found_ms = _cpu_ms(lambda: [library.thumbnail(item_id) for item_id in ids]) / len(ids)
    finally:
        library.stop()
    return [
        at_most("thumbs.make", made_ms, "ms cpu", 40),
        at_most("thumbs.find", found_ms, "ms cpu", 1),
    ]


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000
