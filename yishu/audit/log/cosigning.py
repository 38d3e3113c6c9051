"""This node as a witness of other logs, and the cosignatures that others give to its own (C2SP tlog-cosignature)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from yishu.audit.log import notes, own, reading
from yishu.audit.log.notes import Checkpoint, Line, NoteInvalid, VerifierKey
from yishu.audit.models import Cosignature, Witness


def own_witness_key() -> VerifierKey:
    return own.witness_signer(name_of(settings.YISHU_NODE_CODE)).verifier


def name_of(node: str) -> str:
    """A node as a witness."""
    return f"yishu/{node}/witness"


def cosign(checkpoint: Checkpoint, now: datetime) -> Line:
    """Our line below another log's checkpoint, whose consistency has been checked."""
    signer = own.witness_signer(name_of(settings.YISHU_NODE_CODE))
    return notes.cosign(checkpoint, signer.verifier, signer.sign, now)


@transaction.atomic
def keep(witness: VerifierKey, size: int, text: str, now: datetime) -> bool:
    """Keep a witness's line below our checkpoint of that size; False where there is no such checkpoint, or the line is not the witness's."""
    with own.reading() as connection:
        found = connection.execute("select note from audit_checkpoint where size = %s", [size]).fetchone()
    try:
        [line] = notes.read_lines(text)
        if found is None or (line.name, line.key_id) != (witness.name, witness.id):
            return False
        notes.read(found[0]).with_lines([line]).signed_at(witness)
    except (NoteInvalid, ValueError):
        return False
    Witness.objects.update_or_create(
        name=witness.name, defaults={"verifier": str(witness)}, create_defaults={"verifier": str(witness), "since": now}
    )
    Cosignature.objects.update_or_create(size=size, witness=witness.name, defaults={"line": text, "at": now})
    return True


def newest_of(witness: str) -> Cosignature | None:
    return Cosignature.objects.filter(witness=witness).order_by("-size").first()


def known_verifiers() -> list[str]:
    """The log's own keys."""
    with own.reading() as connection:
        return reading.verifier_keys(connection)
