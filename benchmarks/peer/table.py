#!/usr/bin/env python3
"""Tables of a comparison, in Markdown, from the lines of JSON that measurements print.

    table.py FILE.jsonl                the tables
    table.py machine [KEY=VALUE ...]   a line of JSON that says where and when
"""

import datetime
import json
import os
import platform
import sys
from pathlib import Path
from statistics import median
from typing import Any, Callable, Optional

Line = dict[str, Any]
GO, OPENBLAS = ("ours", "go"), ("ours", "auto")
PUBLISHED, TIDIED = ("peer", "published"), ("peer", "tidied")
OURS = [("plain build", GO), ("with OpenBLAS", OPENBLAS)]


def machine(settings: list[str]) -> Line:
    """Kind of machine, date, and how the comparison was made."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [l.split(":", 1)[1].strip() for l in cpuinfo.read_text().splitlines() if l.startswith("model name")]
        model = names[0] if names else model
    return {"side": "machine", "cpu": model, "cpus": os.cpu_count(), "date": datetime.date.today().isoformat(), **dict(s.split("=", 1) for s in settings)}


class Results:
    """All measurements, by experiment and by who was measured."""

    def __init__(self, lines: list[Line]) -> None:
        self.machine = next((l for l in lines if l["side"] == "machine"), {})
        self.lines = [l for l in lines if l["side"] != "machine"]
        self.experiments = list(dict.fromkeys(l["experiment"] for l in self.lines))

    def values(self, experiment: str, who: tuple[str, str], key: str) -> dict[int, Any]:
        """A figure in each round it was measured in."""
        mine = [l for l in self.lines if l["experiment"] == experiment and (l["side"], l["setting"]) == who]
        return {l["round"]: l[key] for l in mine}

    def time(self, experiment: str, who: tuple[str, str], key: str, unit: float = 1) -> str:
        """The median over rounds, and the least and the most."""
        v = [x * unit for x in self.values(experiment, who, key).values()]
        return short(median(v)) + spread(v) if v else "–"

    def ratio(self, experiment: str, peer: tuple[str, str], peer_key: str, ours: tuple[str, str], key: str) -> str:
        """The peer's time over ours, round by round: median, least and most."""
        a, b = self.values(experiment, peer, peer_key), self.values(experiment, ours, key)
        r = [a[i] / b[i] for i in a.keys() & b.keys() if b[i] > 0]
        return f"**{short(median(r))}×**{spread(r)}" if r else "–"

    def one(self, key: str, who: Optional[tuple[str, str]] = None) -> str:
        """What a text says in all lines."""
        found = dict.fromkeys(str(l[key]) for l in self.lines if key in l and (who is None or (l["side"], l["setting"]) == who))
        return ", ".join(found) or "none"


def short(x: float) -> str:
    """Three digits, without an exponent."""
    return f"{x:,.0f}" if x >= 100 else f"{x:.1f}" if x >= 10 else f"{x:.2f}" if x >= 0.01 else f"{x:.4f}"


def spread(v: list[float]) -> str:
    """Least and most, if there are more than one."""
    return f" ({short(min(v))}–{short(max(v))})" if len(v) > 1 else ""


def table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(r) + " |" for r in [head, ["---"] * len(head), *rows])


def comparison(r: Results, key: str, unit: float, experiments: list[str], untested: bool) -> str:
    """Times of everyone, then PyTorch's times over ours."""
    peers = [("as published", PUBLISHED, key), ("tidied", TIDIED, key)]
    if untested:
        peers.insert(1, ("without test loss", PUBLISHED, key + "_untested"))
    everyone = [(name, who, key) for name, who in OURS] + [("PyTorch " + name, who, k) for name, who, k in peers]
    times = [[e, *(r.time(e, who, k, unit) for _, who, k in everyone)] for e in experiments]
    pairs = [(mine, peer) for mine in OURS for peer in peers]
    ratios = [[e, *(r.ratio(e, who, k, ours, key) for (_, ours), (_, who, k) in pairs)] for e in experiments]
    head = [f"{mine[0]} beside PyTorch {peer[0]}" for mine, peer in pairs]
    return table(["experiment", *(name for name, _, _ in everyone)], times) + "\n\nTimes as fast:\n\n" + table(["experiment", *head], ratios)


def steps(r: Results) -> str:
    """Time and memory of a step."""
    columns = [("plain build", GO, ""), ("with OpenBLAS", OPENBLAS, ""), ("as published", PUBLISHED, ""), ("without test loss", PUBLISHED, "_untested"), ("tidied", TIDIED, "")]
    head = ["experiment", *(name + ", ms" for name, _, _ in columns), "floor, ms", "step / floor", "allocated a step, bytes", "resident at most, MB"]
    rows = []
    for e in r.experiments:
        times = [r.time(e, who, "ms_per_step" + end) for _, who, end in columns]
        most: Callable[[str], float] = lambda key: max(r.values(e, GO, key).values(), default=0)
        floor = r.time(e, GO, "floor_ms_per_step")
        rows.append([e, *times, floor, r.ratio(e, GO, "ms_per_step", GO, "floor_ms_per_step"), f"{most('allocated_bytes_per_step'):.0f}", f"{most('peak_resident_bytes') / 1e6:.0f}"])
    return table(head, rows)


def tables(r: Results) -> str:
    m = r.machine
    moved = [e for e in r.experiments if any(x > 0 for x in r.values(e, GO, "relocations").values())]
    return f"""\
Measured on {m.get('date')}, {m.get('cpu')}, {m.get('cpus')} processors, {m.get('rounds')} rounds in turn: the median, and the least and the most in
brackets. Ours: {r.one('go')}, plain build: {r.one('blas', GO)}, with OpenBLAS present: {r.one('blas', OPENBLAS)}, {r.one('workers')} worker(s).
PyTorch {r.one('torch')}, {r.one('threads')} thread(s), OPENBLAS_CORETYPE of PyTorch and of ours: {m.get('core')}.

*As published*: the test loss is evaluated at every step and distances are computed anew with every cost. *Without test
loss*: the same, but the test loss is never evaluated. *Tidied*: test loss as often as ours logs it, distances kept, no
gradients recorded in relocations, and no trials on pixels, which can't move. Ours evaluates the test loss when it logs.

### Whole published runs, seconds

Runs longer than the measurement are extrapolated: steps × time of a step + relocations × time of one.

{comparison(r, 'whole_run_seconds', 1, r.experiments, untested=True)}

### One relocation, milliseconds

PyTorch's on mnist is extrapolated from {m.get('trials')} of the trials on each axis (0: none left out).

{comparison(r, 'ms_per_relocation', 1, moved, untested=False)}

### One step, and memory of the plain build

The floor is the time of the step's matrix products alone (operations counted) at the speed of the machine's best product,
512×512.

{steps(r)}"""


def main(args: list[str]) -> int:
    if args and args[0] == "machine":
        print(json.dumps(machine(args[1:])))
        return 0
    if len(args) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    print(tables(Results([json.loads(l) for l in Path(args[0]).read_text().splitlines() if l.strip()])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
