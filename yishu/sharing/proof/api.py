"""The proof of a grant over HTTP (26.5)."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yishu.agencies.api import known
from yishu.sharing.proof import queries
from yishu.sharing.proof.pages import as_file

router = Router(tags=["sharing"], auth=known)


@router.get("/grants/{grant_id}/proof")
def get_proof(request: HttpRequest, grant_id: str) -> HttpResponse:
    """Every statement of both nodes about a grant that one's own agency holds or gave, as `{"format", "grant", "statements": [{"jws", "key"}]}`: compact JWS by Ed25519, the public key in base64. `yishu grant verify FILE` checks it without a node."""
    return as_file(queries.proof_of(request.actor, grant_id), grant_id)  # type: ignore[attr-defined]
