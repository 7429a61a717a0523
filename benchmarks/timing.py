"""Times two things in turn, so that noise of the machine meets both, and keeps the best of each."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, against what, seconds of both, and the ratio that is allowed."""

    work: str
    against: str
    ours_s: float
    theirs_s: float
    limit: float | None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours_s / self.theirs_s


def timed(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The best time of each over `rounds` rounds, taken alternately after one round that does not count."""
    ours(), theirs()
    pairs = [(timed(ours), timed(theirs)) for _round in range(rounds)]
    return min(p[0] for p in pairs), min(p[1] for p in pairs)


def process(*arguments: str) -> Callable[[], object]:
    """Runs Python with these arguments, as a whole process."""
    command: Sequence[str] = (sys.executable, *arguments)
    return lambda: subprocess.run(command, check=True, capture_output=True)


def peak_memory_mb() -> int:
    """The most memory this process ever held; unlike getrusage, Linux does not hand it down from the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024
