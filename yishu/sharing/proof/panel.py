"""On a grant's page: which nodes have signed it, and the file by which an outsider checks that."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.sharing.models import Grant
from yishu.sharing.proof.queries import list_statements


def proof_panel(_request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`."""
    assert isinstance(grant, Grant)
    said = list_statements(grant.line)
    if not said:
        return None
    return render_to_string("proof/panel.html", {"grant": grant, "said": said})
