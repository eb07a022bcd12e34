#!/usr/bin/env python3
"""The published experiments in PyTorch, to compare speed with.

    peer.py check DIR                  reproduces the golden figures in DIR, a line for each file
    peer.py time NAME --steps N        times an experiment and prints JSON
    peer.py product                    GFLOP/s of torch's matrix product, in JSON
    peer.py list                       names of the experiments

Two settings are timed. "published" does what the notebooks do: the test loss is evaluated
at every step, and distances are computed anew with every cost; steps are timed without the
test loss too ("untested"). "tidied" is the same method with what costs PyTorch time for
nothing left out: test loss as often as ours logs it, distances kept, no gradients recorded
in relocations, no trials on pixels, which can't move.

Needs torch 1.12 or newer; Debian and Ubuntu: apt-get install python3-torch.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import torch

from experiments import EXPERIMENTS, Experiment, Task
from golden import check
from network import connection_cost
from relocation import estimate, relocate

WARM_UP = 20  # steps, or for so long
WARM_UP_SECONDS = 2


class Training:
    """One experiment, step by step."""

    def __init__(self, e: Experiment, test_every: int, seed: int) -> None:
        torch.manual_seed(seed)
        torch.set_default_dtype(e.dtype)
        self.e, self.test_every = e, test_every
        self.task: Task = e.make(torch.Generator().manual_seed(seed))
        self.optimizer = torch.optim.AdamW(self.task.network.parameters(), lr=e.rate, weight_decay=0)
        self.loss = self.test_loss = float("nan")

    def step(self, index: int) -> None:
        """Forward, test loss if it is due, backward, update."""
        e, t = self.e, self.task
        self.optimizer.zero_grad()
        x, y = t.train()
        loss = t.loss(t.network(x), y)
        if self.test_every and index % self.test_every == 0:
            with torch.no_grad():
                x, y = t.test()
                self.test_loss = t.loss(t.network(x), y).item()
        biases = index >= int(e.steps * e.biases_from)
        total = loss + e.weight_at(index) * connection_cost(t.network, e.price, e.locality, biases)
        total.backward()
        self.optimizer.step()
        self.loss = loss.item()

    def timed(self, steps: int, seconds: float) -> tuple[int, float]:
        """Trains, once warm, for at least so many steps and seconds; says how many both were."""
        start = time.perf_counter()
        for i in range(WARM_UP):
            self.step(i)
            if time.perf_counter() - start > WARM_UP_SECONDS:
                break
        done, start = 0, time.perf_counter()
        while done < steps or time.perf_counter() - start < seconds:
            self.step(done)
            done += 1
        return done, time.perf_counter() - start

    def relocation(self, tidied: bool, most: int) -> float:
        """Seconds of one relocation. Tidied, axes that can't move are left out.

        It is estimated from at most so many trials on each axis; 0 makes a whole one.
        """
        e, network = self.e, self.task.network
        rule = (network, e.price, e.swap_locality, e.top_k)
        if most == 0:
            start = time.perf_counter()
            relocate(*rule, skip_fixed=tidied)
            return time.perf_counter() - start
        return estimate(*rule, skip_fixed=tidied, most=most)


def measure(name: str, args: argparse.Namespace) -> dict[str, Any]:
    """Times an experiment and extrapolates to the whole run as published."""
    e, tidied = EXPERIMENTS[name], args.setting == "tidied"
    test_every = args.test_every if args.test_every is not None else e.log_every if tidied else 1
    training = Training(e, test_every, args.seed)
    if tidied:
        for wires in training.task.network.wires():
            wires.kept = wires.distance()
    steps, seconds = training.timed(args.steps, args.seconds)
    training.test_every = 0
    untested_steps, untested_seconds = training.timed(args.steps, args.seconds / 2) if test_every == 1 else (steps, seconds)
    count, relocation = 0, 0.0
    if e.swap_every:
        count = e.steps // e.swap_every
        with torch.set_grad_enabled(not tidied):
            relocation = training.relocation(tidied, args.trials)
    return {
        "side": "peer",
        "experiment": name,
        "setting": args.setting,
        "test_every": test_every,
        "dtype": str(e.dtype).removeprefix("torch."),
        "ms_per_step": seconds / steps * 1e3,
        "ms_per_step_untested": untested_seconds / untested_steps * 1e3,
        "ms_per_relocation": relocation * 1e3,
        "relocations": count,
        "trials_timed_per_axis": args.trials if count else 0,
        "whole_run_seconds": e.steps * seconds / steps + count * relocation,
        "whole_run_seconds_untested": e.steps * untested_seconds / untested_steps + count * relocation,
        "steps_timed": steps,
        "loss": training.loss,
        "peak_resident_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }


def product() -> dict[str, Any]:
    """The best of some float64 products (2784, 64) · (64, 50), a layer of modular-addition."""
    a, b = torch.rand(2784, 64, dtype=torch.float64), torch.rand(64, 50, dtype=torch.float64)
    best = float("inf")
    for _ in range(100):
        start = time.perf_counter()
        for _ in range(10):
            a @ b
        best = min(best, (time.perf_counter() - start) / 10)
    return {"gflops": 2 * 2784 * 64 * 50 / best / 1e9}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="compare with golden figures")
    checking.add_argument("folder", type=Path, metavar="DIR")
    commands.add_parser("product", help="GFLOP/s of torch's matrix product")
    commands.add_parser("list", help="names of the experiments")
    timing = commands.add_parser("time", help="time an experiment")
    timing.add_argument("name", metavar="NAME", choices=EXPERIMENTS)
    timing.add_argument("--steps", type=int, default=200, help="steps to time")
    timing.add_argument("--seconds", type=float, default=0, help="… or as many more as take so long")
    timing.add_argument("--setting", choices=["published", "tidied"], default="published")
    timing.add_argument("--test-every", type=int, help="steps between evaluations on test data, 0 for none; else by the setting")
    timing.add_argument("--trials", type=int, default=0, help="time only so many trials of a relocation on each axis, and scale; 0: time a whole one")
    timing.add_argument("--threads", type=int, default=1)
    timing.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.command == "time" and (args.steps < 1 or args.trials < 0 or args.threads < 1):
        parser.error("--steps and --threads must be at least 1, --trials at least 0")
    return args


def main() -> int:
    args = arguments()
    if args.command == "list":
        print("\n".join(EXPERIMENTS))
        return 0
    torch.set_num_threads(args.threads if args.command == "time" else 1)
    if args.command == "check":
        return 0 if check(args.folder) else 1
    print(json.dumps(product() if args.command == "product" else measure(args.name, args)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
