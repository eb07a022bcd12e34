"""Comparison of the peer with the golden figures."""

import json
from pathlib import Path
from typing import Any, Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from network import MLP, Price, Transformer, connection_cost
from relocation import relocate

TOLERANCE = 1e-9  # |a − b| ≤ TOLERANCE · max(1, |b|)
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {"mse": F.mse_loss, "cross_entropy": F.cross_entropy}


def tensor(array: dict[str, Any]) -> Tensor:
    """An array of the file; whole numbers stay whole."""
    return torch.tensor(array["data"]).reshape(array["shape"])


class Comparison:
    """Collects how far figures of one file are off, relative to max(1, |figure|)."""

    def __init__(self) -> None:
        self.figures, self.worst, self.where = 0, 0.0, "none"

    def add(self, what: str, got: Any, want: Any) -> None:
        got, want = torch.as_tensor(got).detach().double(), torch.as_tensor(want).double()
        self.figures += want.numel()
        if got.shape != want.shape:
            off = float("inf")
        else:
            off = ((got - want).abs() / want.abs().clamp(min=1)).max().item()
        if not off <= self.worst:  # a NaN is worse than anything
            self.worst, self.where = off, what

    def add_named(self, what: str, got: dict[str, Tensor], want: dict[str, Any]) -> None:
        if got.keys() != want.keys():
            self.worst, self.where = float("inf"), f"{what}: names differ"
            return
        for name in want:
            self.add(f"{what}.{name}", got[name], tensor(want[name]))


def parameters(network: nn.Module) -> dict[str, Tensor]:
    """Parameters under the names of the golden files."""
    return {("embedding" if n == "embedding.weight" else n): p for n, p in network.named_parameters()}


def load(network: nn.Module, values: dict[str, Any]) -> None:
    """Sets all parameters."""
    with torch.no_grad():
        for name, p in parameters(network).items():
            p.copy_(tensor(values[name]))


def build(figures: dict[str, Any]) -> nn.Module:
    """The network of a file, its places taken from it."""
    if "width" in figures:
        return Transformer(figures["in"], figures["out"], figures["width"], figures["layers"], figures["heads"])
    c, operands = figures["coordinates"], figures["fold"]
    first = tensor(c["in"][0])
    places = [first[: len(first) // operands], *map(tensor, c["out"])]
    return MLP(places, figures.get("activation", "silu"), figures["tokens"], operands, figures["geometry"] != "line")


def compare(figures: dict[str, Any]) -> Comparison:
    """Recomputes everything that a file records."""
    result, network, x, y = Comparison(), build(figures), tensor(figures["x"]), tensor(figures["y"])
    loss = LOSSES[figures.get("loss", "mse")]
    price = Price(figures["layer_distance"], figures["reduction"] == "mean", figures.get("last_layer_locality", True))
    biases, locality, weight = figures.get("bias_penalised", True), figures["locality"], figures["lambda"]
    load(network, figures["initial"])
    first = figures["first_step"]
    result.add("output", network(x), tensor(first["output"]))
    for i, pattern in enumerate(first.get("attention", [])):
        result.add(f"attention of block {i}", network.blocks[i].pattern, tensor(pattern))
    if "connection_cost_no_locality" in first:
        result.add("cost at A = 0", connection_cost(network, price, 0.0, biases), first["connection_cost_no_locality"])

    optimizer = torch.optim.AdamW(network.parameters(), lr=figures["learning_rate"], weight_decay=0)
    for i, want in enumerate(figures["trajectory"]):
        optimizer.zero_grad()
        task, cost = loss(network(x), y), connection_cost(network, price, locality, biases)
        total = task + weight * cost
        total.backward()
        if i == 0:
            result.add("loss", task, first["loss"])
            result.add("cost", cost, first["connection_cost"])
            result.add_named("gradient", {n: p.grad for n, p in parameters(network).items()}, first["gradient_of_total"])
        optimizer.step()
        got = torch.stack([task, cost, total])
        result.add(f"step {i}", got, [want["loss"], want["connection_cost"], want["total"]])
    result.add_named("trained", parameters(network), figures["trained"])
    if "relocation" in figures:
        compare_relocation(figures, network, result)
    return result


def compare_relocation(figures: dict[str, Any], network: MLP, result: Comparison) -> None:
    """One relocation of all axes, from the recorded weights."""
    want = figures["relocation"]
    load(network, figures["trained"])
    for i, (axis, scores) in enumerate(zip(network.axes(), want["scores_before"])):
        result.add(f"importance on axis {i}", axis.importance(), tensor(scores))
    price = Price(figures["layer_distance"], want["reduction"] == "mean")
    result.add("cost before", connection_cost(network, price, want["locality"]), want["cost_before"])
    relocate(network, price, want["locality"], figures["top_k"])
    result.add("cost after", connection_cost(network, price, want["locality"]), want["cost_after"])
    result.add_named("relocated", parameters(network), want["params_after"])
    result.add("order of inputs", network.in_order, want["in_perm"])
    result.add("order of outputs", network.out_order, want["out_perm"])


def check(folder: Path) -> bool:
    """Prints a line for each file and says whether all figures were reproduced."""
    torch.set_default_dtype(torch.float64)
    files = sorted(folder.glob("*.json"))
    if not files:
        print(f"{folder}: there are no golden files (*.json)")
    good = bool(files)
    for file in files:
        result = compare(json.loads(file.read_text()))
        fits = result.worst <= TOLERANCE
        good = good and fits
        print(f"{'ok  ' if fits else 'FAIL'} {file.name}: {result.figures} figures, off by at most {result.worst:.1e} ({result.where})")
    return good
