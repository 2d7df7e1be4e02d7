"""Places for the nodes of a layered graph: few crossings, short lines, nothing overlaps.

What may live here: the layout (after Sugiyama, Tagawa & Toda 1981: order by barycentre, then place).
"""

from isnad.publish.drawing.chain_graph import Graph, Key, Node

Beside = dict[Key, list[Key]]

GAP = 16.0
SWEEPS = 8  # even ones look left, odd ones right; more change nothing on graphs of this size


def arrange(graph: Graph) -> float:
    """Sets ``y`` of each node from its ``height`` and neighbours; returns the height of the whole.

    Deterministic: ties keep the order in which nodes came.
    """
    columns: list[list[Node]] = [[] for _ in range(graph.columns)]
    for node in graph.nodes.values():
        columns[node.column].append(node)
    total = max(sum(n.height for n in c) + GAP * (len(c) - 1) for c in columns)
    for column in columns:
        _stack(column, [0.0] * len(column), total)
    left, right = _neighbours(graph)
    for sweep in range(SWEEPS):
        looking_left = sweep % 2 == 0
        beside = left if looking_left else right
        for index in range(1, len(columns)) if looking_left else range(len(columns) - 2, -1, -1):
            wanted = {id(n): _barycentre(n, beside.get(n.key, []), graph) for n in columns[index]}
            columns[index].sort(key=lambda n: wanted[id(n)])
            _stack(columns[index], [wanted[id(n)] - n.height / 2 for n in columns[index]], total)
    return total


def _neighbours(graph: Graph) -> tuple[Beside, Beside]:
    left: Beside = {}
    right: Beside = {}
    for edge in graph.edges:
        for source, target in zip(edge.path, edge.path[1:], strict=False):
            left.setdefault(target, []).append(source)
            right.setdefault(source, []).append(target)
    return left, right


def _barycentre(node: Node, beside: list[Key], graph: Graph) -> float:
    """Mean height of the middles of the neighbours on one side; its own middle where it has none."""
    middles = [graph.nodes[k].y + graph.nodes[k].height / 2 for k in beside]
    return sum(middles) / len(middles) if middles else node.y + node.height / 2


def _stack(column: list[Node], wanted: list[float], total: float) -> None:
    """Places a column from top to bottom as near as may be to what is wanted, within ``total``."""
    floor = 0.0
    for node, y in zip(column, wanted, strict=True):
        node.y = max(y, floor)
        floor = node.y + node.height + GAP
    ceiling = total
    for node in reversed(column):
        node.y = max(0.0, min(node.y, ceiling - node.height))
        ceiling = node.y - GAP
