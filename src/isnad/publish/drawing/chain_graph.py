"""The chains of many claims as one layered graph: original sources on the left, reports on the right.

What may live here: what is a node, what is an edge, and what is bundled. Places are given by ``layering``,
ink by ``chains``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import ENGLISH, Speech
from isnad.publish.wording import OWN_VOICE
from isnad.records.claim import Claim, Denial, Relation, Responsibility

Key = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Node:
    """An origin, a voice between, a bundle of reports, or a point through which an edge passes a column.

    ``members`` are ids (of the origin, or of the bundled reports). ``open`` says that the source is not named.
    """

    key: Key
    kind: str
    column: int
    members: tuple[str, ...] = ()
    name: str = ""
    open: bool = False
    height: float = 0.0
    y: float = 0.0  # of its upper edge, given by ``layering``


@dataclass(slots=True, kw_only=True)
class Edge:
    """One hop: ``path`` are node keys from the one who passed it on to the one who has it from there."""

    path: list[Key]
    manner: str
    origin: str
    denies: bool
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Graph:
    """Nodes by key, edges in order, and how many columns there are."""

    nodes: dict[Key, Node]
    edges: list[Edge]
    columns: int


def graph_of(claims: Iterable[Claim], lookup: Lookup, say: Speech = ENGLISH) -> Graph:
    """The graph of these claims' chains. Reports that have the very same hops are bundled into one node."""
    walks = [(claim, *_walk(claim, lookup, say)) for claim in claims]
    columns = max((len(stops) for _, stops, _ in walks), default=1) + 1
    nodes: dict[Key, Node] = {}
    hops: dict[tuple[Key, Key, str, bool, str], Edge] = {}
    for claim, stops, manners in walks:
        origin = lookup.origin_of(claim.id)
        places = [
            *stops,
            Node(key=("report", claim.quote.report), kind="report", column=columns - 1, members=(claim.quote.report,)),
        ]
        for node in places:
            nodes.setdefault(node.key, node)
        for source, target, manner in zip(places, places[1:], manners, strict=False):
            ident = (source.key, target.key, manner, _denies(claim), origin.id if origin else "")
            edge = hops.setdefault(
                ident, Edge(path=[source.key, target.key], manner=manner, origin=ident[4], denies=ident[3])
            )
            edge.claims.append(claim)
    graph = Graph(nodes=nodes, edges=list(hops.values()), columns=columns)
    _bundle(graph)
    _pass_through(graph)
    return graph


def _denies(claim: Claim) -> bool:
    return isinstance(claim.content, Responsibility) and claim.content.relation is Relation.DENIES


def _walk(claim: Claim, lookup: Lookup, say: Speech) -> tuple[list[Node], list[str]]:
    """The stops of one chain from its origin towards the report, and the manner in which each passed it on."""
    links, origin = claim.chain.links, lookup.origin_of(claim.id)
    report = lookup.report_of(claim)
    own = report.publisher if report else ""
    name = say.source(origin.name) if origin else (links[-1].narrator.name if links else own or say("source not named"))
    key = ("origin", origin.id if origin else f"?{name}")
    is_open = origin.open if origin else claim.chain.open
    stops = [Node(key=key, kind="origin", column=0, members=(origin.id,) if origin else (), name=name, open=is_open)]
    silent = f"“{claim.chain.opened_by}”" if claim.chain.opened_by else say("source not named")
    manners = [say(links[-1].manner.value) if links else silent if claim.chain.open else say(OWN_VOICE)]
    for depth, link in enumerate(reversed(links[:-1]), start=1):
        voice = link.narrator.name
        stops.append(
            Node(
                key=("voice", str(depth), voice.casefold()),
                kind="voice",
                column=depth,
                name=voice,
                open=not link.narrator.named,
            )
        )
        manners.append(say(link.manner.value))
    if isinstance(claim.content, Responsibility) and claim.content.denial in (Denial.OCCURRENCE, Denial.CASUALTIES):
        manners[0] += f" {say('the casualties') if claim.content.denial is Denial.CASUALTIES else say('it happened')}"
    return stops, manners


def _bundle(graph: Graph) -> None:
    """Joins reports whose incoming hops are the same in source, manner and stance."""
    incoming: dict[Key, list[tuple[Key, str, bool, str]]] = {}
    for edge in graph.edges:
        if edge.path[-1][0] == "report":
            incoming.setdefault(edge.path[-1], []).append((edge.path[0], edge.manner, edge.denies, edge.origin))
    bundles: dict[tuple[tuple[Key, str, bool, str], ...], list[Key]] = {}
    for key, hops in incoming.items():
        bundles.setdefault(tuple(sorted(hops)), []).append(key)
    first_of = {key: keys[0] for keys in bundles.values() for key in keys}
    for keys in bundles.values():
        graph.nodes[keys[0]].members = tuple(k[1] for k in keys)
        for key in keys[1:]:
            del graph.nodes[key]
    merged: dict[tuple[Key, Key, str, bool, str], Edge] = {}
    for edge in graph.edges:
        target = first_of.get(edge.path[-1], edge.path[-1])
        known = merged.setdefault((edge.path[0], target, edge.manner, edge.denies, edge.origin), edge)
        if known is edge:
            edge.path[-1] = target
        else:
            known.claims += edge.claims
    graph.edges = list(merged.values())


def _pass_through(graph: Graph) -> None:
    """Gives an edge that skips columns a place to pass in each, so that it never runs beneath a box."""
    for edge in graph.edges:
        source, target = graph.nodes[edge.path[0]], graph.nodes[edge.path[-1]]
        between: list[Key] = []
        for column in range(source.column + 1, target.column):
            key = ("pass", *source.key, *target.key, str(column))
            graph.nodes.setdefault(key, Node(key=key, kind="pass", column=column, height=8.0))
            between.append(key)
        edge.path = [source.key, *between, target.key]
