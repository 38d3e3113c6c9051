"""The proof of a grant, for both of its sides."""

import msgspec

from yishu.core.actor import Actor
from yishu.sharing import queries as sharing
from yishu.sharing.models import Grant, Line
from yishu.sharing.proof.errors import NotStatedYet
from yishu.sharing.proof.files import Proof
from yishu.sharing.proof.models import Statement


def list_statements(line: Line) -> list[Statement]:
    """In the order in which they were made."""
    return list(Statement.objects.filter(line=line))


def proof_of(actor: Actor, grant_id: str) -> bytes:
    """The file, for whoever may see the grant. Raises GrantNotFound, NotStatedYet."""
    grant: Grant = sharing.get_grant(actor, grant_id)
    said = [one.signed for one in list_statements(grant.line)]
    if not said:
        raise NotStatedYet
    return msgspec.json.format(msgspec.json.encode(Proof(str(grant.pk), said)), indent=1)
