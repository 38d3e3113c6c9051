"""How far a sign-off is, on the page of the application, beside the provider's decision, and on the printed forms."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.sharing.models import Application, Line
from yishu.sharing.signing.course import shown_rounds
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.queries import list_open, list_rounds, who_may_sign


def application_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.application`: for the applicant's own people, while it has not left."""
    assert isinstance(thing, Application)
    viewer = viewer_of(request)
    if viewer is None or viewer.agency_id != thing.consumer_id:
        return None
    return shown_round(request, list_open(viewer).filter(application=thing, stage=Stage.APPLICATION).first())


def deciding_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.deciding`: for the provider's own people."""
    assert isinstance(thing, Line)
    viewer = viewer_of(request)
    if viewer is None or viewer.agency_id != thing.resource.provider_id:
        return None
    if found := list_open(viewer).filter(line=thing).first():
        return shown_round(request, found)
    last = list_rounds([thing])[-1:] if thing.state == Line.State.IN_REVIEW else []
    back = [one for one in last if one.stage == Stage.DECISION and one.state == Round.State.SENT_BACK]
    if not back:
        return None
    said = back[0].signatures.last()
    return render_to_string("signing/sent_back.html", {"round": back[0], "said": said}, request)


def printed_panel(request: HttpRequest, thing: object) -> str | None:
    """Hung on `sharing.printed`: who signed what was sent (for an application), or what was decided (for a line)."""
    assert isinstance(thing, Application | Line)
    viewer = viewer_of(request)
    if viewer is None:
        return None
    lines = [thing] if isinstance(thing, Line) else list(thing.lines.all())
    stage = Stage.DECISION if isinstance(thing, Line) else Stage.APPLICATION
    return printed_rounds(request, [one for one in list_rounds(lines) if one.stage == stage])


def printed_rounds(request: HttpRequest, rounds: Iterable[Round]) -> str | None:
    """The last of them that counts, step by step, as the viewer's side sees it."""
    viewer = viewer_of(request)
    shown = shown_rounds(rounds, viewer.agency_id if viewer else None)
    kept = [one for one in shown if one.state in (Round.State.SIGNED, Round.State.OPEN)]
    if viewer is None or not kept:
        return None
    last, is_own = kept[-1], kept[-1].agency_id == viewer.agency_id
    signed = {each.n: each for each in last.signatures.all()}
    rows = [(turn.name, signed.get(n)) for n, turn in enumerate(last.turns, 1)]
    return render_to_string("signing/printed.html", {"round": last, "rows": rows, "is_own": is_own}, request)


def shown_round(request: HttpRequest, found: Round | None) -> str | None:
    """How far one that is open is, and whoever may sign it finds the way."""
    if found is None:
        return None
    viewer, who = viewer_of(request), who_may_sign(found)
    may = viewer is not None and any(person.pk == viewer.id for person in who)
    return render_to_string("signing/panel.html", {"round": found, "who": who, "may_sign": may}, request)
