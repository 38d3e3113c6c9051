"""What assessment shows on the 工作台: how one's own agency stands."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.assessment import queries
from yishu.assessment.models import Score
from yishu.catalogue.scoring.queries import summarise


def score_panel(request: HttpRequest, _page: object) -> str | None:
    """Hung on `portal.workbench`: the latest result that one may see, and the mean quality of one's entries; nothing where there is neither."""
    viewer = viewer_of(request)
    if viewer is None:
        return None
    shown = Score.objects.filter(assessment__state__in=queries.SHOWN, agency_id=viewer.agency_id)
    latest = shown.select_related("assessment", "agency").order_by("-assessment__last").first()
    quality = summarise(viewer.agency_id, now=timezone.now())
    if latest is None and not quality.entries:
        return None
    given = {"score": latest, "quality": quality if quality.entries else None}
    return render_to_string("assessment/own_score.html", given, request)
