"""Panels: how an upper slice shows something on a lower slice's page without the lower one knowing it."""

from collections.abc import Callable

from django.http import HttpRequest

Panel = Callable[[HttpRequest, object], str | None]

_panels: dict[str, list[tuple[int, Panel]]] = {}


def register(place: str, panel: Panel, order: int = 100) -> None:
    """Hang `panel(request, thing)` on a place such as "catalogue.entry": it gives safe HTML, or None for nothing. In `ready()`."""
    hung = _panels.setdefault(place, [])
    if all(known is not panel for _order, known in hung):
        hung.append((order, panel))
        hung.sort(key=lambda pair: pair[0])


def rendered(place: str, request: HttpRequest, thing: object) -> list[str]:
    """What the panels of a place have to show, in order."""
    shown = (panel(request, thing) for _order, panel in _panels.get(place, ()))
    return [html for html in shown if html]
