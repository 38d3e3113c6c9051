"""Hung on a record of the evidence: from what is seen there to the report of an incident (31.1)."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import actor_of
from yishu.audit.queries import Seen
from yishu.operations.incidents import REPORTERS


def report_panel(request: HttpRequest, seen: object) -> str | None:
    """Nothing for whoever reports no incidents."""
    assert isinstance(seen, Seen)
    if not actor_of(request).roles & set(REPORTERS):
        return None
    record = seen.record
    pointed = {"receipt": f"{record.id}.{seen.leaf}", "grant": record.grant, "resource": record.resource}
    query = urlencode({name: value for name, value in pointed.items() if value})
    return render_to_string("operations/from_record.html", {"query": query}, request=request)
