"""Pairs of measurements, and one table of their ratios."""

import math
import statistics
import sys
from dataclasses import dataclass, field

ROUNDS = 5  # at the least; --rounds N for more


@dataclass
class Row:
    """One line: what was measured of the gateway and of its peer, pair by pair."""

    work: str
    unit: str
    peer: str
    goal: float = 0  # 0: none
    more_is_better: bool = False
    pairs: list = field(default_factory=list)  # (gateway, peer)

    def ratios(self):
        return [ours / theirs if theirs else math.inf if ours else 1 for ours, theirs in self.pairs]

    def held(self):
        ratio = statistics.median(self.ratios())
        return ratio >= self.goal if self.more_is_better else ratio <= self.goal

    def cells(self):
        ratios = self.ratios()
        ours, theirs = (statistics.median(side) for side in zip(*self.pairs))
        sign = ">=" if self.more_is_better else "<="
        return [
            self.work,
            f"{ours:,.4g} {self.unit}" if ours < 1000 else f"{ours:,.0f} {self.unit}",
            f"{theirs:,.4g} {self.peer}" if theirs < 1000 else f"{theirs:,.0f} {self.peer}",
            f"{statistics.median(ratios):.3f}",
            f"{min(ratios):.3f} - {max(ratios):.3f}",
            f"{sign} {self.goal:g} {'held' if self.held() else 'MISSED'}" if self.goal else "",
        ]


def alternate(rounds, rows, ours, theirs, measure):
    """Measures A B A B and so on. `ours` and `theirs` open a server for each round: no two processes
    lie alike in memory. `measure` returns one number for each of `rows`."""
    for number in range(rounds):
        print(f"\r\033[K{rows[0].work}: round {number + 1} of {rounds}", end="", file=sys.stderr)
        with ours() as a, theirs() as b:
            for row, *pair in zip(rows, measure(a), measure(b)):
                row.pairs.append(pair)
    print("\r\033[K", end="", file=sys.stderr)


def show(rows):
    head = ["work", "event-gateway", "peer", "ratio", "min - max", "goal"]
    cells = [head, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    for line in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
