"""Greedy relocation, literally as published.

Each of the most important neurons of an axis, in falling order, is swapped with every
neuron of its axis in turn; each time the connection cost of the whole network is
computed, and the swap undone. Then the swap that was cheapest is made.
"""

import time
from typing import Iterator

from network import MLP, Axis, Price, connection_cost


def ranking(axis: Axis, top_k: int) -> list[int]:
    """The most important neurons, in falling order."""
    return axis.importance().argsort().flip(0)[:top_k].tolist()


def trial(network: MLP, axis: Axis, j: int, k: int, price: Price, locality: float) -> float:
    """The cost if j and k changed places. Biases count."""
    axis.swap(j, k)
    cost = connection_cost(network, price, locality).item()
    axis.swap(j, k)
    return cost


def movable(network: MLP, skip_fixed: bool) -> Iterator[Axis]:
    """The axes to relocate, from input to output. The notebooks try those of pixels too,
    where a swap does nothing: most of their trials on images."""
    return (a for a in network.axes() if not (skip_fixed and a.fixed))


def relocate(network: MLP, price: Price, locality: float, top_k: int, skip_fixed: bool = False) -> None:
    """Moves the neurons of all axes."""
    for axis in movable(network, skip_fixed):
        for j in ranking(axis, top_k):
            costs = [trial(network, axis, j, k, price, locality) for k in range(axis.size)]
            axis.swap(j, costs.index(min(costs)))


def estimate(network: MLP, price: Price, locality: float, top_k: int, skip_fixed: bool, most: int) -> float:
    """Seconds of a relocation, from at most so many trials on each axis."""
    total = 0.0
    for axis in movable(network, skip_fixed):
        count = min(top_k, axis.size) * axis.size
        j, n = ranking(axis, 1)[0], min(most, count)
        start = time.perf_counter()
        for i in range(n):
            trial(network, axis, j, i % axis.size, price, locality)
        total += (time.perf_counter() - start) * count / n
    return total
