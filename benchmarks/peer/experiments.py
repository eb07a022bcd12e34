"""The published experiments: their data, networks and settings.

Numbers are those of the paper's notebooks, as in internal/experiment/catalog.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from network import MLP, LanguageModel, Price, Transformer, grid, line, ring

Batch = tuple[Tensor, Tensor]


@dataclass
class Task:
    """A network, its data (train and test rows of a step) and its loss."""

    network: nn.Module
    train: Callable[[], Batch]
    test: Callable[[], Batch]
    loss: Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Experiment:
    """Settings of a run. changes are (fraction of the run, factor) of the price λ."""

    make: Callable[[torch.Generator], Task]
    price: Price
    rate: float
    steps: int
    weight: float
    changes: tuple[tuple[float, float], ...]
    locality: float
    swap_every: int
    top_k: int
    swap_locality: float
    log_every: int
    biases_from: float = 0.0
    dtype: torch.dtype = torch.float64

    def weight_at(self, step: int) -> float:
        """λ at a step."""
        return self.weight * math.prod(f for at, f in self.changes if step >= int(self.steps * at))


def whole(network: nn.Module, x: Tensor, y: Tensor, rows: Tensor, loss: Callable[[Tensor, Tensor], Tensor]) -> Task:
    """Every step takes all rows that are for training; the others are for the test."""
    train, test = (x[rows], y[rows]), (x[~rows], y[~rows])
    return Task(network, lambda: train, lambda: test, loss)


def formula(widths: list[int], f: Callable[[Tensor], Tensor]) -> Callable[[torch.Generator], Task]:
    """100 + 100 rows from [−1, 1], and what f makes of them."""

    def make(rng: torch.Generator) -> Task:
        x = torch.rand(200, widths[0], generator=rng) * 2 - 1
        return whole(MLP([line(n) for n in widths]), x, f(x), torch.arange(200) < 100, F.mse_loss)

    return make


def independence(x: Tensor) -> Tensor:
    """(x1 + x3)³ and x2² + sin πx4."""
    return torch.stack([(x[:, 0] + x[:, 2]) ** 3, x[:, 1] ** 2 + (math.pi * x[:, 3]).sin()], dim=1)


def composition(x: Tensor) -> Tensor:
    """√((x1 − x2)² + (x3 − x4)²)."""
    return torch.hypot(x[:, 0] - x[:, 1], x[:, 2] - x[:, 3])[:, None]


def two_moons(rng: torch.Generator) -> Task:
    """Two interleaving half circles, 200 + 200 points with noise of deviation 0.1."""
    angle = torch.linspace(0, math.pi, 200).repeat(2)
    y = torch.arange(400) // 200
    sign = 1 - 2 * y
    x = torch.stack([y + sign * angle.cos(), 0.5 * y + sign * angle.sin()], dim=1)
    x += 0.1 * torch.randn(400, 2, generator=rng)
    rows = torch.randperm(400, generator=rng) < 200
    return whole(MLP([line(n) for n in (2, 20, 20, 2)]), x, y, rows, F.cross_entropy)


def pairs(table: Tensor) -> Callable[[torch.Generator], Task]:
    """All pairs of tokens and table[a, b], 80 % of them to train on."""

    def make(rng: torch.Generator) -> Task:
        n = len(table)
        x = torch.cartesian_prod(torch.arange(n), torch.arange(n))
        rows = torch.randperm(n * n, generator=rng) < int(0.8 * n * n)
        network = MLP([line(m) for m in (32, 50, 50, n)], tokens=n, operands=2)
        return whole(network, x, table.flatten(), rows, F.cross_entropy)

    return make


def sums(p: int) -> Tensor:
    """a + b mod p."""
    return (torch.arange(p)[:, None] + torch.arange(p)) % p


def products(n: int) -> Tensor:
    """Products of permutations of n things in lexicographic order: (ab)[i] = b[a[i]]."""
    group = list(itertools.permutations(range(n)))
    number = {g: i for i, g in enumerate(group)}
    return torch.tensor([[number[tuple(b[i] for i in a)] for b in group] for a in group])


def in_context(rng: torch.Generator) -> Task:
    """y = w·x from one example: tokens (0, x1), (y1, 0), (0, x2); batches of 64."""
    w = torch.rand(10_000, 1, generator=rng) * 2 - 1
    x = torch.rand(10_000, 2, generator=rng) * 2 + 1
    y, tokens = w * x, torch.zeros(10_000, 3, 2)
    tokens[:, 0, 1], tokens[:, 1, 0], tokens[:, 2, 1] = x[:, 0], y[:, 0], x[:, 1]

    def draw(low: int, high: int) -> Batch:
        rows = torch.randint(low, high, (64,), generator=rng)
        return tokens[rows], y[rows]

    def loss(out: Tensor, want: Tensor) -> Tensor:
        return F.mse_loss(out[:, ::2, 0], want)

    return Task(Transformer(2, 2, width=32, layers=2, heads=1), lambda: draw(0, 8000), lambda: draw(8000, 10_000), loss)


def mnist(rng: torch.Generator) -> Task:
    """The network and the batches of MNIST, on random pixels: for timing alone."""
    x = torch.randint(0, 256, (2000, 784), generator=rng) / 255
    y = F.one_hot(torch.randint(0, 10, (2000,), generator=rng), 10).to(x.dtype)

    def draw(low: int, high: int) -> Batch:
        rows = torch.randint(low, high, (100,), generator=rng)
        return x[rows], y[rows]

    network = MLP([grid(784), grid(100), grid(100), ring(10)], fixed_inputs=True)
    return Task(network, lambda: draw(0, 1000), lambda: draw(1000, 2000), F.mse_loss)


def language(length: int, width: int, layers: int, heads: int) -> Callable[[torch.Generator], Task]:
    """The language model of shakespeare made larger, on random characters: for timing alone."""

    def make(rng: torch.Generator) -> Task:
        text = torch.randint(0, 65, (200_000,), generator=rng)

        def draw() -> Batch:
            at = torch.randint(0, len(text) - length, (16, 1), generator=rng) + torch.arange(length)
            return text[at], text[at + 1]

        def loss(out: Tensor, want: Tensor) -> Tensor:
            return F.cross_entropy(out.flatten(0, 1), want.flatten())

        return Task(LanguageModel(65, length, width, layers, heads), draw, draw, loss)

    return make


FORMULAS = dict(price=Price(0.1, mean=False), rate=2e-3, steps=20_000, weight=1e-3, locality=1, swap_every=200, top_k=5, swap_locality=1, log_every=100, biases_from=0.75)
PAIRS = dict(price=Price(0.5, mean=True), steps=20_000, swap_every=200, top_k=30, swap_locality=2, log_every=200)
MIDDLE = ((0.25, 10.0), (0.75, 0.1))  # ten times the price in the middle half of the run
SIZES = {"size-64": (64, 64, 2, 4), "size-128": (128, 128, 4, 4), "size-256": (128, 256, 6, 8), "size-512": (128, 512, 6, 8)}  # length, width, layers, heads

EXPERIMENTS: dict[str, Experiment] = {
    "independence": Experiment(formula([4, 20, 20, 2], independence), changes=MIDDLE, **FORMULAS),
    "sharing": Experiment(formula([3, 20, 20, 3], lambda x: x.square().cumsum(dim=1)), changes=MIDDLE, **FORMULAS),
    "composition": Experiment(formula([4, 20, 20, 20, 20, 1], composition), changes=((0.25, 3.0),), **FORMULAS),
    "two-moons": Experiment(two_moons, Price(0.2, mean=False), 2e-3, 10_000, 1e-3, ((0.5, 10.0),), 1, 200, 10, 1, 100),
    "s4": Experiment(pairs(products(4)), rate=2e-3, weight=1, changes=(), locality=1, **PAIRS),
    "modular-addition": Experiment(pairs(sums(59)), rate=1e-3, weight=0.1, changes=MIDDLE, locality=2, **PAIRS),
    "in-context": Experiment(in_context, Price(0.5, mean=True), 1e-3, 40_000, 1e-3, ((0.25, 10.0), (0.75, 10.0)), 2, 0, 0, 2, 400),
    "mnist": Experiment(
        mnist, Price(0.5, mean=True, last_layer_locality=False), 1e-3, 40_000, 0.01, ((0.25, 10.0), (0.5, 10.0)), 2, 500, 30, 2, 500, dtype=torch.float32
    ),
}
for _name, _size in SIZES.items():
    EXPERIMENTS[_name] = Experiment(language(*_size), Price(0.5, mean=True), 1e-3, 5000, 0.05, (), 2, 0, 0, 2, 100, dtype=torch.float32)
