"""`python tests/run test|bench|chaos …`, which is what `python install.py test|bench|chaos …` calls."""

from __future__ import annotations

import argparse
import sys

import bench
import chaos
import steps
import suite
from places import Unavailable


def main() -> int:
    options = _parser().parse_args()
    try:
        if options.command == "bench":
            return bench.run(options.names, options.quick, options.json)
        if options.command == "chaos":
            return chaos.run(options.long, options.minutes, options.cuts)
        if options.list:
            return _list()
        return suite.run(steps.named(options.names))
    except KeyError as error:
        known = ", ".join(step.name for step in steps.STEPS)
        print(f"No step is called {error}; there are: {known}")
    except (LookupError, Unavailable) as error:
        print(error)
    except KeyboardInterrupt:
        print("\nstopped")
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="install.py")
    commands = parser.add_subparsers(dest="command", required=True)
    test = commands.add_parser("test", help="run the checks and tests")
    test.add_argument("names", nargs="*", metavar="NAME", help="only these steps")
    test.add_argument("--list", action="store_true", help="say which steps there are")
    measured = commands.add_parser("bench", help="run the measurements")
    measured.add_argument("names", nargs="*", metavar="NAME", help="only these benches")
    measured.add_argument(
        "--json", action="store_true", help="one JSON document on standard output"
    )
    measured.add_argument("--quick", action="store_true", help="smaller numbers, a rough answer")
    faults = commands.add_parser("chaos", help="run the fault suite")
    faults.add_argument(
        "--long", action="store_true", help="also many cuts and mixed faults; docs/link-report.md"
    )
    faults.add_argument("--minutes", type=float, default=60, help="of mixed faults (60)")
    faults.add_argument("--cuts", type=int, default=chaos.LONG_CUTS, help="at random bytes (1000)")
    return parser


def _list() -> int:
    for step in steps.STEPS:
        print(f"{step.name:10}{step.checks}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
