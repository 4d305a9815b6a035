"""The result as one SVG picture: load, open cases, escalations, breached deadlines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

from deployments.simulation.result import SimulationResult
from deployments.simulation.words import AUDIENCE, KIND, SEVERITY, STEP, UNTAKEN

_WIDTH, _HEIGHT, _GAP, _TOP = 720, 450, 24, 86
_LEFT, _UPPER, _LOWER, _RIGHT = 60, 78, 46, 16
# Told apart with every common colour blindness (Okabe and Ito 2008).
_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c7a00", "#444444",
    "#7b4fa3", "#2f8f8f", "#b0413e", "#6b8e23", "#a0522d", "#4169e1",
)  # fmt: skip
_OF_SEVERITY = {"critical": "#8b1a1a", "high": "#d55e00", "medium": "#e69f00", "low": "#56b4e9"}
_STYLE = (
    "text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:12px;fill:#222}"
    ".head{font-size:19px;font-weight:600}.title{font-size:14.5px;font-weight:600}.small{font-size:11px}"
    ".end{text-anchor:end}.mid{text-anchor:middle}.grid{stroke:#ddd;stroke-width:1}.axis{stroke:#666}"
)

Panel = Callable[[SimulationResult, Sequence[SimulationResult]], str]
"""Draws the first; all of them share one scale, so that they can be compared by eye."""


def draw_plot(results: Sequence[SimulationResult]) -> str:
    """Four panels of one result, or of two results beside each other."""
    panels: tuple[Panel, ...] = (_draw_load, _draw_open_cases, _draw_escalations, _draw_breaches)
    first = results[0]
    placed = []
    for column, result in enumerate(results):
        for number, panel in enumerate(panels):
            across, down = (column, number) if len(results) > 1 else (number % 2, number // 2)
            x, y = _GAP + across * (_WIDTH + _GAP), _TOP + down * (_HEIGHT + _GAP)
            placed.append(f'<g transform="translate({x} {y})">{_frame()}{panel(result, results)}</g>')
    rows = len(panels) if len(results) > 1 else 2
    width, height = 2 * _WIDTH + 3 * _GAP, _TOP + rows * (_HEIGHT + _GAP)
    names = " · ".join(f"{result.policy} {result.policy_version}" for result in results)
    head = (
        f"Simulation: {names} – {first.days} Tage ab {first.start_on}, "
        f"{first.reports_per_day:g} Meldungen am Tag"
    )
    below = (
        f"Simulated with the real code: {first.days} days from {first.start_on}, "
        f"{first.reports_per_day:g} reports a day, seed {first.seed}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(head)}"><title>{escape(head)}</title>'
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#f6f6f4"/>'
        f"{_text(_GAP, 36, head, 'head')}{_text(_GAP, 60, below)}{''.join(placed)}</svg>\n"
    )


def _draw_load(result: SimulationResult, together: Sequence[SimulationResult]) -> str:
    weeks = result.weeks
    top = _round_up(max((week.notices for one in together for week in one.weeks), default=1))
    parts = [_title("Last je Woche", "load by week", result), _scale(top), _months(result)]
    step = _span_x() / max(1, len(weeks))
    for number, week in enumerate(weeks):
        x = _LEFT + number * step
        if week.outage_h:
            parts.append(_box(x, _UPPER, step, _span_y(), "#f3d9d9"))
        parts.append(_bar(x + step * 0.15, step * 0.7, week.notices, top, "#9ec5e0"))
        parts.append(_bar(x + step * 0.15, step * 0.7, week.escalations, top, "#0072b2"))
    points = [(_LEFT + (number + 0.5) * step, _y(week.reports, top)) for number, week in enumerate(weeks)]
    parts.append(_line(points, "#222"))
    parts.append(
        _legend(
            {
                "Benachrichtigungen / notices": "#9ec5e0",
                "fällig und später / due and later": "#0072b2",
                "Meldungen / reports": "#222",
                "Woche mit Ausfall / week with an outage": "#f3d9d9",
            }
        )
    )
    return "".join(parts)


def _draw_open_cases(result: SimulationResult, together: Sequence[SimulationResult]) -> str:
    names = sorted({name for week in result.weeks for name in week.open_cases})
    most = {name: max(week.open_cases.get(name, 0) for week in result.weeks) for name in names}
    shown = sorted(sorted(names, key=lambda name: -most[name])[: len(_COLOURS) - 4])
    highest = (count for one in together for week in one.weeks for count in week.open_cases.values())
    top = _round_up(max(highest, default=1))
    parts = [
        _title("Offene Vorgänge je Person", "open cases by person", result),
        _scale(top),
        _months(result),
    ]
    step = _span_x() / max(1, len(result.weeks))
    colours = dict(zip(shown, _COLOURS, strict=False))
    for name, colour in colours.items():
        points = [
            (_LEFT + (number + 1) * step, _y(week.open_cases.get(name, 0), top))
            for number, week in enumerate(result.weeks)
        ]
        parts.append(_line([(_LEFT, _y(0, top)), *points], colour))
    parts.append(_legend({name or UNTAKEN: colour for name, colour in colours.items()}))
    return "".join(parts)


def _draw_escalations(result: SimulationResult, together: Sequence[SimulationResult]) -> str:
    rows = [
        (step, audience)
        for step in STEP
        for audience in AUDIENCE
        if any(one.count_firings(step=step, audience=audience) for one in together)
    ]
    top = max(
        (one.count_firings(step=step, audience=audience) for one in together for step, audience in rows),
        default=1,
    )
    parts = [_title("Wer wie oft erinnert wurde", "who was told how often", result)]
    height = min(30.0, _span_y() / max(1, len(rows)))
    left, room = 236, _WIDTH - 236 - 70
    for number, (step, audience) in enumerate(rows):
        (german, english), counts = _say(step, audience), _count_by_severity(result, step, audience)
        y = _UPPER + number * height
        parts.append(_text(left - 8, y + height * 0.45, german, "end"))
        parts.append(_text(left - 8, y + height * 0.45 + 11, english, "end small"))
        x = float(left)
        for severity, count in counts.items():
            wide = room * count / top
            parts.append(_box(x, y + 3, wide, height - 8, _OF_SEVERITY[severity]))
            x += wide
        parts.append(_text(x + 6, y + height * 0.6, str(sum(counts.values())), "small"))
    parts.append(_legend({SEVERITY[name]: colour for name, colour in _OF_SEVERITY.items()}))
    return "".join(parts)


def _draw_breaches(result: SimulationResult, _together: Sequence[SimulationResult]) -> str:
    tallies = {(tally.kind, tally.severity): tally for tally in result.deadlines}
    kinds = [kind for kind in KIND if any((kind, severity) in tallies for severity in SEVERITY)]
    parts = [_title("Verpasste Fristen in Prozent", "breached deadlines, percent", result)]
    height = _span_y() / max(1, len(kinds))
    left, room = 190, _WIDTH - 190 - 120
    for number, kind in enumerate(kinds):
        y = _UPPER + number * height
        german, english = KIND[kind].split(" / ")
        parts.append(_text(left - 8, y + height / 2 - 2, german.removeprefix("Frage: "), "end"))
        parts.append(_text(left - 8, y + height / 2 + 11, english, "end small"))
        bar = (height - 8) / len(SEVERITY)
        for place, severity in enumerate(SEVERITY):
            tally = tallies.get((kind, severity))
            if tally is None:
                continue
            share = tally.late / tally.total
            wide = max(1.0, room * share)
            up = y + 4 + place * bar
            parts.append(_box(left, up, wide, bar - 1, _OF_SEVERITY[severity]))
            if bar >= 9:
                said = f"{100 * share:.0f} % ({tally.late}/{tally.total})"
                parts.append(_text(left + wide + 5, up + bar * 0.8, said, "small"))
    parts.append(_legend({SEVERITY[name]: colour for name, colour in _OF_SEVERITY.items()}))
    return "".join(parts)


def _count_by_severity(result: SimulationResult, step: str, audience: str) -> dict[str, int]:
    return {
        severity: sum(
            tally.firings
            for tally in result.escalations
            if (tally.step, tally.audience, tally.severity) == (step, audience, severity)
        )
        for severity in SEVERITY
    }


def _say(step: str, audience: str) -> tuple[str, str]:
    """In German and in English."""
    german, english = zip(STEP[step].split(" / "), AUDIENCE[audience].split(" / "), strict=True)
    return " → ".join(german), " → ".join(english)


def _span_x() -> int:
    return _WIDTH - _LEFT - _RIGHT


def _span_y() -> int:
    return _HEIGHT - _UPPER - _LOWER


def _y(value: float, top: float) -> float:
    return _UPPER + _span_y() * (1 - value / top)


def _round_up(most: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten, and the halves between."""
    unit = 1.0
    while True:
        for step in (1, 2, 4, 5, 6, 8):
            if unit * step >= max(most, 1):
                return unit * step
        unit *= 10


def _frame() -> str:
    return f'<rect width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#fff" stroke="#ddd"/>'


def _title(german: str, english: str, result: SimulationResult) -> str:
    name = _text(_WIDTH - _RIGHT, 26, f"{result.policy} {result.policy_version}", "end small")
    return _text(16, 26, f"{german} / {english}", "title") + name


def _scale(top: float) -> str:
    parts = []
    for quarter in range(5):
        value = top * quarter / 4
        y = _y(value, top)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{value:g}", "end small"))
    return "".join(parts)


def _months(result: SimulationResult) -> str:
    """The first week of each month is named; of a short run each week."""
    step = _span_x() / max(1, len(result.weeks))
    parts, before = [], ""
    for number, week in enumerate(result.weeks):
        label = week.begins_on[5:] if len(result.weeks) <= 12 else week.begins_on[:7]
        if label != before:
            parts.append(_text(_LEFT + number * step, _HEIGHT - 28, label[-5:].lstrip("-"), "small"))
        before = label
    return "".join(parts)


def _legend(colours: Mapping[str, str]) -> str:
    parts, x, y = [], 16.0, 44.0
    for name, colour in colours.items():
        wide = 22 + 6.1 * len(name)
        if x + wide > _WIDTH:
            x, y = 16.0, y + 13
        parts.append(_box(x, y - 9, 10, 10, colour))
        parts.append(_text(x + 14, y, name, "small"))
        x += wide
    return "".join(parts)


def _bar(x: float, wide: float, value: float, top: float, colour: str) -> str:
    y = _y(value, top)
    return _box(x, y, wide, _UPPER + _span_y() - y, colour)


def _box(x: float, y: float, wide: float, high: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{max(0.0, high):.1f}" fill="{colour}"/>'


def _line(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _text(x: float, y: float, words: str, style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}>{escape(words)}</text>'
