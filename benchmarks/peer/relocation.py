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


def relocate(network: MLP, price: Price, locality: float, top_k: int) -> None:
    """Moves the neurons of all axes, from input to output."""
    for axis in network.axes():
        for j in ranking(axis, top_k):
            costs = [trial(network, axis, j, k, price, locality) for k in range(axis.size)]
            axis.swap(j, costs.index(min(costs)))


def trials(network: MLP, top_k: int) -> Iterator[tuple[Axis, int]]:
    """Each axis with the number of trials that a relocation makes on it."""
    for axis in network.axes():
        yield axis, min(top_k, axis.size) * axis.size


def estimate(network: MLP, price: Price, locality: float, top_k: int, most: int) -> list[float]:
    """Seconds that a relocation takes on each axis, from at most so many trials of each."""
    seconds = []
    for axis, count in trials(network, top_k):
        j, n = ranking(axis, 1)[0], min(most, count)
        start = time.perf_counter()
        for i in range(n):
            trial(network, axis, j, i % axis.size, price, locality)
        seconds.append((time.perf_counter() - start) * count / n)
    return seconds
