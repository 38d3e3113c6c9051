"""Beside the rule of versions: what is kept in files, and the way to the rule of files."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.catalogue.models import Resource
from yishu.hosting.archiving import queries
from yishu.hosting.archiving.wording import rule_in_words
from yishu.hosting.queries import find_holding


def versions_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `hosting.versions`."""
    assert isinstance(resource, Resource)
    rule = queries.rule_of(resource)
    files = queries.list_files(find_holding(resource))
    given = {"resource": resource, "rule": rule, "rule_words": rule_in_words(rule), "files": files}
    return render_to_string("archiving/panel.html", given, request)
