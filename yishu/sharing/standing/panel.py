"""On a grant's page: the document that it rests on, and what was promised."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.sharing.models import Grant


def basis_panel(request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`."""
    assert isinstance(grant, Grant)
    basis = grant.read_terms().standing
    if basis is None:
        return None
    return render_to_string("standing/basis_panel.html", {"grant": grant, "basis": basis}, request)
