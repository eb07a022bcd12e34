"""Networks whose neurons have places, in plain PyTorch.

A network is an ordinary ``torch.nn.Module`` that also lists its wires (linear layers that
know where both of their ends are) and, if its neurons may move, its axes. The connection
cost and the greedy relocation of Liu, Gan and Tegmark (2023, arXiv 2305.08746) need
nothing else.
"""

import math
from dataclasses import dataclass
from typing import Callable, Iterator, Optional, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "silu": F.silu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "relu": F.relu,
    "tanh": torch.tanh,
}


def line(n: int) -> Tensor:
    """Places of n neurons on [0, 1], each in the middle of its n-th: (n, 1)."""
    return ((torch.arange(n) + 0.5) / n)[:, None]


def grid(n: int) -> Tensor:
    """Places of n = s² neurons on the unit square, row by row: (n, 2)."""
    side = line(math.isqrt(n))[:, 0]
    y, x = torch.meshgrid(side, side, indexing="ij")
    return torch.stack([x.flatten(), y.flatten()], dim=1)


def ring(n: int) -> Tensor:
    """Places of n neurons on the circle of radius 1/4 about (1/2, 1/2): (n, 2)."""
    angle = 2 * math.pi * line(n)[:, 0]
    return 0.5 + torch.stack([angle.cos(), angle.sin()], dim=1) / 4


class Wires(nn.Linear):
    """A linear layer between two rows of neurons with places, (n_in, d) and (n_out, d)."""

    def __init__(self, source: Tensor, target: Tensor) -> None:
        super().__init__(len(source), len(target))
        self.register_buffer("source", source)
        self.register_buffer("target", target)
        self.kept: Optional[Tensor] = None

    def distance(self) -> Tensor:
        """City-block distances of the ends of each wire, (n_out, n_in).

        They are computed anew at each call, as the notebooks do, unless they are kept.
        """
        if self.kept is not None:
            return self.kept
        return (self.target[:, None] - self.source[None]).abs().sum(dim=2)


class Spatial(Protocol):
    """What the connection cost needs of a network."""

    def wires(self) -> list[Wires]:
        """All wires, from input to output."""

    def tables(self) -> list[Tensor]:
        """Embedding tables, whose entries are charged like wires of length zero."""


@dataclass(frozen=True)
class Price:
    """What a connection costs: |w| · (locality · distance + layer_distance)."""

    layer_distance: float
    mean: bool  # of each tensor; else the sum
    last_layer_locality: bool = True


def connection_cost(network: Spatial, price: Price, locality: float, biases: bool = True) -> Tensor:
    """The summed price of all wires, biases (as if of length zero) and tables."""
    reduce = torch.mean if price.mean else torch.sum
    wires = network.wires()
    y = price.layer_distance
    total = torch.zeros(())
    for i, w in enumerate(wires):
        a = locality if price.last_layer_locality or i < len(wires) - 1 else 0.0
        total = total + reduce(w.weight.abs() * (a * w.distance() + y))
        if biases:
            total = total + y * reduce(w.bias.abs())
    for table in network.tables():
        total = total + y * reduce(table.abs())
    return total


@dataclass
class Axis:
    """A row of neurons that may change places.

    before are the wires that lead to it, after those that lead on; after may hold several
    copies of the axis side by side. order[i] is the neuron at place i. A fixed axis stays.
    """

    size: int
    before: Optional[Wires]
    after: Optional[Wires]
    copies: int
    order: Optional[Tensor]
    fixed: bool = False

    def importance(self) -> Tensor:
        """Sum of |w in| and |w out| of each neuron, over all copies."""
        score = torch.zeros(self.size)
        if self.before is not None:
            score += self.before.weight.detach().abs().sum(dim=1)
        if self.after is not None:
            score += self.after.weight.detach().abs().sum(dim=0).view(self.copies, -1).sum(dim=0)
        return score

    @torch.no_grad()
    def swap(self, j: int, k: int) -> None:
        """Neurons j and k change places, their weights with them."""
        if self.fixed:
            return
        if self.before is not None:
            exchange(self.before.weight, 0, j, k)
            exchange(self.before.bias, 0, j, k)
        if self.after is not None:
            for first in range(0, self.copies * self.size, self.size):
                exchange(self.after.weight, 1, first + j, first + k)
        if self.order is not None:
            exchange(self.order, 0, j, k)


def exchange(t: Tensor, dim: int, j: int, k: int) -> None:
    """Slices j and k of a dimension change places."""
    a, b = t.select(dim, j), t.select(dim, k)
    old = a.clone()
    a.copy_(b)
    b.copy_(old)


class MLP(nn.Module):
    """A multilayer perceptron on axes with the given places.

    With tokens, rows of x are operands, embedded by one table whose columns lie on the
    first axis; the operands are copies of it.
    """

    def __init__(self, places: list[Tensor], activation: str = "silu", tokens: int = 0, operands: int = 1, fixed_inputs: bool = False) -> None:
        super().__init__()
        self.activation = ACTIVATIONS[activation]
        self.operands, self.fixed_inputs = operands, fixed_inputs
        self.embedding = nn.Embedding(tokens, len(places[0])) if tokens else None
        ends = [places[0].repeat(operands, 1), *places[1:]]
        for i, (source, target) in enumerate(zip(ends, ends[1:])):
            self.add_module(f"linear{i}", Wires(source, target))
        self.layers = [m for m in self.children() if isinstance(m, Wires)]
        self.register_buffer("in_order", torch.arange(len(places[0])))
        self.register_buffer("out_order", torch.arange(len(places[-1])))

    def forward(self, x: Tensor) -> Tensor:
        """x is (rows, inputs), or (rows, operands) of tokens; the result (rows, outputs)."""
        if self.embedding is not None:
            x = F.embedding(x, self.embedding.weight[:, self.in_order]).flatten(1)
        else:
            x = x[:, self.in_order]
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)[:, self.out_order.argsort()]

    def wires(self) -> list[Wires]:
        return self.layers

    def tables(self) -> list[Tensor]:
        return [] if self.embedding is None else [self.embedding.weight]

    def axes(self) -> Iterator[Axis]:
        """All axes, from input to output."""
        n = len(self.layers)
        yield Axis(len(self.in_order), None, self.layers[0], self.operands, self.in_order, self.fixed_inputs)
        for before, after in zip(self.layers, self.layers[1:]):
            yield Axis(before.out_features, before, after, 1, None)
        yield Axis(self.layers[n - 1].out_features, self.layers[n - 1], None, 1, self.out_order)


class Block(nn.Module):
    """Causal attention, then an MLP four times as wide, each added to the residual stream."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        stream, hidden = line(width), line(4 * width)
        self.heads = heads
        self.qkv = Wires(stream, stream.repeat(3, 1))
        self.proj = Wires(stream, stream)
        self.up = Wires(stream, hidden)
        self.down = Wires(hidden, stream)
        self.pattern: Optional[Tensor] = None

    def forward(self, x: Tensor) -> Tensor:
        rows, time, width = x.shape
        q, k, v = self.qkv(x).view(rows, time, 3, self.heads, -1).permute(2, 0, 3, 1, 4)  # (rows, heads, time, head width)
        score = q @ k.transpose(-1, -2) / math.sqrt(width // self.heads)
        future = torch.ones(time, time, dtype=torch.bool).triu(1)
        self.pattern = score.masked_fill(future, -math.inf).softmax(dim=-1)
        x = x + self.proj((self.pattern @ v).transpose(1, 2).reshape(rows, time, width))
        return x + self.down(F.gelu(self.up(x), approximate="tanh"))


class LanguageModel(nn.Module):
    """A transformer over tokens with learned positions, without layer norm; neurons stay."""

    def __init__(self, tokens: int, length: int, width: int, layers: int, heads: int) -> None:
        super().__init__()
        self.table = nn.Embedding(tokens, width)
        self.positions = nn.Parameter(torch.randn(length, width) / math.sqrt(width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.unembed = Wires(line(width), line(tokens))

    def forward(self, x: Tensor) -> Tensor:
        """x is (rows, time), the result (rows, time, tokens)."""
        x = self.table(x) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.unembed(x)

    def wires(self) -> list[Wires]:
        return [w for b in self.blocks for w in (b.qkv, b.proj, b.up, b.down)] + [self.unembed]

    def tables(self) -> list[Tensor]:
        return [self.table.weight, self.positions]


class Transformer(nn.Module):
    """A transformer over vectors, without layer norm or positions; neurons stay."""

    def __init__(self, inputs: int, outputs: int, width: int, layers: int, heads: int) -> None:
        super().__init__()
        self.embed = Wires(line(inputs), line(width))
        for i in range(layers):
            self.add_module(f"block{i}", Block(width, heads))
        self.unembed = Wires(line(width), line(outputs))
        self.blocks = [m for m in self.children() if isinstance(m, Block)]

    def forward(self, x: Tensor) -> Tensor:
        """x is (rows, time, inputs), the result (rows, time, outputs)."""
        x = self.embed(x)
        for block in self.blocks:
            x = block(x)
        return self.unembed(x)

    def wires(self) -> list[Wires]:
        inner = [w for b in self.blocks for w in (b.qkv, b.proj, b.up, b.down)]
        return [self.embed, *inner, self.unembed]

    def tables(self) -> list[Tensor]:
        return []
