#!/usr/bin/env python3
"""Tables of benchmarks/sizes, in Markdown: sizes.py CORE FILE.jsonl"""

import datetime
import json
import sys
from pathlib import Path
from statistics import median
from typing import Any

from table import machine, short, spread, table

Line = dict[str, Any]
WHAT = {"size-64": "64 (2 layers, 4 heads, length 64)", "size-128": "128 (4 layers, 4 heads, length 128)",
        "size-256": "256 (6 layers, 8 heads, length 128)", "size-512": "512 (6 layers, 8 heads, length 128)"}


def figures(lines: list[Line], key: str) -> list[float]:
    return [l[key] for l in lines]


def told(v: list[float]) -> str:
    return short(median(v)) + spread(v)


def main(core: str, path: str) -> None:
    lines = [json.loads(l) for l in Path(path).read_text().splitlines() if l.strip()]
    speed, memory = [], []
    for size, what in WHAT.items():
        of = [l for l in lines if l["experiment"] == size]
        ours = [l for l in of if l["side"] == "ours"]
        one, two = ([l for l in of if l["side"] == "peer" and l["threads"] == n] for n in (1, 2))
        better = min(one, two, key=lambda ls: median(figures(ls, "ms_per_step")))
        ratios = [b["ms_per_step"] / a["ms_per_step"] for a, b in zip(ours, better)]
        over = [l["ms_per_step"] / l["floor_ms_per_step"] for l in ours]
        usual = [l["ms_per_step"] / l["usual_floor_ms_per_step"] for l in ours]
        speed.append([what, told(figures(ours, "ms_per_step")), told(figures(one, "ms_per_step")), told(figures(two, "ms_per_step")),
                      f"**{short(median(ratios))}×**{spread(ratios)}", told(figures(ours, "best_product_gflops")), told(figures(ours, "floor_ms_per_step")), told(over), told(usual)])
        mb = lambda ls, key: f"{max(figures(ls, key)) / 1e6:,.0f}"
        memory.append([what, mb(ours, "peak_resident_bytes"), mb(ours, "peak_resident_bytes_before"), mb(better, "peak_resident_bytes")])
    m, first = machine([]), lines[0]
    print(f"""# Speed at size

    benchmarks/sizes --rounds {len([l for l in lines if l["experiment"] == "size-64" and l["side"] == "ours"])} --core {core} --write

{datetime.date.today().isoformat()}, {m['cpu']}, {m['cpus']} processors; {first['go']}, {first['blas']}; PyTorch {next(l['torch'] for l in lines if l['side'] == 'peer')}, OPENBLAS_CORETYPE
{core}. The language model of `shakespeare` in float32, batches of 16, with its price (λ = 0.05), AdamW, no relocation and no
test; PyTorch tidied (distances kept). All are measured in turn: the median, and the least and the most in brackets; ratios are
taken round by round, of PyTorch at the better number of threads.

{table(["width", "ours, ms a step", "PyTorch, 1 thread", "PyTorch, 2 threads", "times as fast", "best product, GFLOP/s", "floor, ms", "step / floor", "of the median product"], speed)}

The floor is what the step's products would take at the speed of the best of a product of 512×512 and one of 1024×1024 in the
same run, with all processors: 30 of each, in the last quarter of a second, of which the last column takes the median in
place of the best. Of attention only the pairs that see each other are counted.

Memory at most, resident, in MB. *Steps*: from the first step on. *Before*: while the network is made, and its wires followed
once to see that no operation ties two axes together. PyTorch: the whole process.

{table(["width", "ours, steps", "ours, before", "PyTorch"], memory)}""")


if __name__ == "__main__":
    main(*sys.argv[1:])
