"""The proof of a grant over HTTP (26.5)."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.node.own_key import own_jwk
from yishu.sharing.proof import queries
from yishu.sharing.proof.pages import as_file

router = Router(tags=["sharing"], auth=known)


class KeysOut(Schema):
    """A JWK Set (RFC 7517)."""

    keys: list[dict[str, str]]


@router.get("/keys", response=KeysOut, auth=None)
def list_keys(request: HttpRequest) -> KeysOut:  # noqa: ARG001
    """The public key by which this node signs what it states of grants, the receipts of batches, and its requests to other nodes; `kid` is its fingerprint. For anybody who checks a proof or a receipt."""
    return KeysOut(keys=[own_jwk()])


@router.get("/grants/{grant_id}/proof")
def get_proof(request: HttpRequest, grant_id: str) -> HttpResponse:
    """Every statement of both nodes about a grant that one's own agency holds or gave, as `{"format", "grant", "statements": [{"jws", "key"}]}`: compact JWS by Ed25519, the public key in base64. `yishu grant verify FILE` checks it without a node."""
    return as_file(queries.proof_of(request.actor, grant_id), grant_id)  # type: ignore[attr-defined]
