"""The chain drawing: who has it from whom, original sources on the left, reports on the right.

What may live here: the ink of this drawing. Solid boxes are named sources, dashed circles are sources that
nobody names, crossed dashed lines are denials; each line leaves its source with the manner written on it.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from isnad.publish.drawing.chain_graph import Edge, Graph, Key, Node, graph_of
from isnad.publish.drawing.layering import arrange
from isnad.publish.drawing.svg import drawing, link, shortened, tag, text, width_of
from isnad.publish.lookup import Lookup
from isnad.publish.speaking.speech import ENGLISH, Speech
from isnad.records.claim import Claim
from isnad.records.report import Report

ORIGIN_WIDTH, VOICE_WIDTH, REPORT_WIDTH = 250.0, 156.0, 230.0
NARROW_GAP, WIDE_GAP = 170.0, 380.0  # between columns: with and without voices between
TOP, LINE, PORT = 34.0, 38.0, 21.0
SMALL, BOLD = 12.5, 14.5  # of bold words a little more than their size, since they run wider
Href = Callable[[str], str]  # an id (claim, or report) to its anchor


def chain_drawing(
    claims: Sequence[Claim],
    lookup: Lookup,
    word_href: Href,
    report_href: Href,
    ident: str,
    what: str,
    say: Speech = ENGLISH,
    origin_href: Href = "#origin-{}".format,
) -> Markup:
    """The drawing of these claims' chains; ``what`` names them in the title ("the toll"); ``origin_href`` leads
    from an origin's letter to where it is listed."""
    graph = graph_of(claims, lookup, say)
    ports = _ports(graph)
    for node in graph.nodes.values():
        lines = len(node.members) if node.kind == "report" else 1
        arrivals = sum(e.path[-1] == node.key for e in graph.edges)
        least = max(PORT * len(ports.get(node.key, [])) + 8, 7.0 * arrivals + 10)
        node.height = node.height or max(10 + LINE * lines, least)
    height = arrange(graph) + TOP + 12
    xs = _columns(graph)
    width = xs[-1] + REPORT_WIDTH + 2
    edges = [_edge(e, graph, xs, ports, lookup, word_href, say) for e in graph.edges]
    boxes = [
        _node(n, xs[n.column], lookup, report_href, origin_href, say) for n in graph.nodes.values() if n.kind != "pass"
    ]
    labels = [_labels(key, manners, graph, xs, word_href, say) for key, manners in ports.items()]
    heads = [text(2, 16, say("Original sources"), "head"), text(xs[-1], 16, say("Reports"), "head")]
    if graph.columns > 2:
        heads.append(text(xs[1], 16, say("Passed on by"), "head"))
    return drawing(
        width,
        height,
        ident,
        say("Chains of {what}", what=what),
        _told(claims, lookup, say),
        *heads,
        *edges,
        *labels,
        *boxes,
    )


def _columns(graph: Graph) -> list[float]:
    """The left edge of each column."""
    gap = NARROW_GAP if graph.columns > 2 else WIDE_GAP
    xs = [2.0]
    for column in range(1, graph.columns):
        xs.append(xs[-1] + (ORIGIN_WIDTH if column == 1 else VOICE_WIDTH) + gap)
    return xs


def _room(graph: Graph) -> float:
    """How much of the gap after a source the manner may take."""
    return (NARROW_GAP if graph.columns > 2 else WIDE_GAP) * 0.66


def _right(node: Node, xs: list[float]) -> float:
    width = {"origin": ORIGIN_WIDTH, "report": REPORT_WIDTH}.get(node.kind, VOICE_WIDTH)
    return xs[node.column] + width


def _ports(graph: Graph) -> dict[Key, dict[str, list[Edge]]]:
    """For each source the manners in which it passed something on: each leaves by a port of its own."""
    ports: dict[Key, dict[str, list[Edge]]] = {}
    for edge in graph.edges:
        ports.setdefault(edge.path[0], {}).setdefault(edge.manner, []).append(edge)
    return ports


def _port_y(node: Node, manners: dict[str, list[Edge]], manner: str) -> float:
    index = list(manners).index(manner)
    return TOP + node.y + node.height * (index + 1) / (len(manners) + 1) + (2 if len(manners) > 1 else 0)


def _entry_y(edge: Edge, graph: Graph) -> float:
    """Where an edge enters its target: arrivals are spread in the order of where they come from."""
    target = graph.nodes[edge.path[-1]]
    arrivals = [e for e in graph.edges if e.path[-1] == target.key]
    arrivals.sort(key=lambda e: graph.nodes[e.path[-2]].y)
    index = next(n for n, e in enumerate(arrivals) if e is edge)
    return TOP + target.y + target.height * (index + 1) / (len(arrivals) + 1)


def _edge(
    edge: Edge,
    graph: Graph,
    xs: list[float],
    ports: dict[Key, dict[str, list[Edge]]],
    lookup: Lookup,
    href: Href,
    say: Speech,
) -> Markup:
    source, target = graph.nodes[edge.path[0]], graph.nodes[edge.path[-1]]
    x, y = _right(source, xs), _port_y(source, ports[source.key], edge.manner)
    flat = min(width_of(edge.manner, SMALL) + 14, _room(graph))
    d = f"M{x:.1f} {y:.1f} h{flat:.1f}"
    x += flat
    stops = [
        (xs[graph.nodes[k].column], TOP + graph.nodes[k].y + graph.nodes[k].height / 2, True) for k in edge.path[1:-1]
    ]
    stops.append((xs[target.column] - 8, _entry_y(edge, graph), False))
    for to_x, to_y, passing in stops:
        half = (to_x - x) / 2
        d += f" C{x + half:.1f} {y:.1f} {to_x - half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
        if passing:
            d, x = f"{d} h{VOICE_WIDTH:.1f}", x + VOICE_WIDTH
    kind = "denial" if edge.denies else "open" if source.open else "told"
    weight = min(1.4 + 0.5 * (len(edge.claims) - 1), 3.4)
    line = tag("path", d=d, class_=f"edge {kind} hue{lookup.hue(edge.origin)}", stroke_width=weight)
    tip = tag("path", d=f"M{x + 8:.1f} {y:.1f} l-8 -4 v8 z", class_=f"point {kind} hue{lookup.hue(edge.origin)}")
    if edge.denies:
        tip = tag("path", d=f"M{x - 3:.1f} {y - 6:.1f} v12 m5 -12 v12", class_="bars")
    label = f"{edge.manner}: {say.count(len(edge.claims), 'claim')}. {say('Go to the words.')}"
    return link(href(edge.claims[0].id), line, tip, label=label)


def _labels(key: Key, manners: dict[str, list[Edge]], graph: Graph, xs: list[float], href: Href, say: Speech) -> Markup:
    """The manners, each written once where its lines leave the source."""
    node, parts = graph.nodes[key], []
    for manner, edges in manners.items():
        denies = " denial" if any(e.denies for e in edges) else ""
        words = shortened(manner, _room(graph), SMALL)
        label = text(_right(node, xs) + 9, _port_y(node, manners, manner) - 5, words, f"manner{denies}")
        parts.append(link(href(edges[0].claims[0].id), label, label=f"{manner}. {say('Go to the words.')}"))
    return tag("g", *parts)


def _node(node: Node, x: float, lookup: Lookup, report_href: Href, origin_href: Href, say: Speech) -> Markup:
    y = TOP + node.y
    if node.kind == "report":
        return _bundle(node, x, y, lookup, report_href, say)
    hue = f"hue{lookup.hue(node.members[0])}" if node.members else "hue0"
    middle, width = y + node.height / 2, ORIGIN_WIDTH if node.kind == "origin" else VOICE_WIDTH
    shape = tag(
        "rect",
        x=x,
        y=y,
        width=width,
        height=node.height,
        rx=node.height / 2 if node.open else 6.0,
        class_=f"box{' open' if node.open else ''}",
    )
    if node.kind == "voice":
        return tag(
            "g",
            tag("title", node.name),
            shape,
            text(x + width / 2, middle + 4.5, shortened(node.name, width - 18, 13), "name", "middle"),
        )
    letter = lookup.letter(node.members[0]) if node.members else "?"
    ending = " open" if node.open else ""
    badge = tag("circle", cx=x + 23, cy=middle, r=12.0, class_=f"badge {hue}{ending}")
    known = lookup.origins.get(node.members[0]) if node.members else None
    below = say.count(len(set(known.reports)), "report") if known else ""
    below += f", {say('not named')}" if known and node.open else ""
    words = [
        text(x + 44, middle - 3, shortened(node.name, width - 58, BOLD), "strong"),
        text(x + 44, middle + 14, below, "small"),
    ]
    whole = tag(
        "g",
        tag("title", node.name),
        shape,
        badge,
        text(x + 23, middle + 4.5, letter, f"letter{' open' if node.open else ''}", "middle"),
        *words,
    )
    return link(origin_href(letter), whole) if known else whole


def _bundle(node: Node, x: float, y: float, lookup: Lookup, report_href: Href, say: Speech) -> Markup:
    """One report, or several that have the very same hops."""
    several = len(node.members) > 1
    parts = [tag("rect", x=x, y=y, width=REPORT_WIDTH, height=node.height, rx=6.0, class_="box report")]
    if several:
        parts.insert(
            0, tag("rect", x=x + 4, y=y + 4, width=REPORT_WIDTH - 2, height=node.height, rx=6.0, class_="box report")
        )
        parts.append(tag("title", say("{n} reports with the very same chains", n=len(node.members))))
    top = y + (node.height - LINE * len(node.members)) / 2
    for n, report_id in enumerate(node.members):
        report = lookup.reports.get(report_id)
        parts.append(_report(report, x, top + n * LINE, report_href(report_id), say))
    return tag("g", *parts)


def _report(report: Report | None, x: float, y: float, href: str, say: Speech) -> Markup:
    if report is None:
        return text(x + 14, y + 22, say("report not in this dossier"), "small")
    name = shortened(report.publisher or report.title or say("publisher not given"), REPORT_WIDTH - 28, BOLD)
    inner = (text(x + 14, y + 16, name, "strong"), text(x + 14, y + 31, say.published(report.published), "small"))
    return link(href, *inner, label=f"{report.publisher}: {report.title}. {say('Go to the text.')}")


def _told(claims: Sequence[Claim], lookup: Lookup, say: Speech) -> str:
    reports = {c.quote.report for c in claims}
    roots = {o.id for c in claims if (o := lookup.origin_of(c.id))}
    lines = dict.fromkeys(say.chain(c.chain, r.publisher if (r := lookup.report_of(c)) else "") for c in claims)
    rest = {"reports": say.count(len(reports), "report"), "origins": say.count(len(roots), "origin")}
    return say("{reports} rest on {origins}.", **rest) + " " + ". ".join(lines) + "."
