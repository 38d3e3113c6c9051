"""What a neighbour asks about our log, and what it says of it."""

import base64
from datetime import datetime

from django.db import transaction

from yishu.audit import recording
from yishu.audit.log import cosigning
from yishu.audit.log.notes import NoteInvalid, VerifierKey
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.errors import FieldError, Invalid
from yishu.exchange.models import Link
from yishu.exchange.witnessing.messages import LogTold, Witnessed
from yishu.exchange.witnessing.models import Problem, Watch
from yishu.exchange.witnessing.told import told_of_refusal
from yishu.node.own_key import own_key


def tell_keys() -> LogTold:
    """Ours, vouched for by the key by which links know this node."""
    unsigned = LogTold(cosigning.known_verifiers(), str(cosigning.own_witness_key()), "")
    signature = base64.b64encode(own_key().sign(unsigned.said())).decode()
    return LogTold(unsigned.keys, unsigned.witness, signature)


def take(link: Link, said: Witnessed, *, now: datetime) -> None:
    """A cosignature, or that the neighbour cannot give one. Raises Invalid."""
    watch, _ = Watch.objects.get_or_create(link=link)
    if said.problem:
        _take_refusal(watch, said, now)
        return
    try:
        witness = VerifierKey.read(watch.witness)
    except NoteInvalid:
        witness = None  # its keys have not been asked for yet; it comes again with the next checkpoint
    if witness is None or not cosigning.keep(witness, said.size, said.line, now):
        raise Invalid(
            errors=[
                FieldError(
                    "line",
                    "cosignature",
                    "不是对方见证密钥对本平台检查点的签名。",
                    "This is no signature of your witness key below a checkpoint of ours.",
                )
            ]
        )
    if watch.refused:
        watch.refused, watch.refused_at = "", None
        watch.save(update_fields=["refused", "refused_at"])


@transaction.atomic
def _take_refusal(watch: Watch, said: Witnessed, now: datetime) -> None:
    if said.problem not in Problem.values:
        raise Invalid(
            errors=[
                FieldError(
                    "problem",
                    "choice",
                    f"只能是：{'、'.join(Problem.values)}。",
                    f"One of {', '.join(Problem.values)}.",
                )
            ]
        )
    if watch.refused == said.problem:
        return
    watch.refused, watch.refused_at = said.problem, now
    watch.save(update_fields=["refused", "refused_at"])
    recording.record(PLATFORM, Action.LOG_REFUSED, target=watch.link.code, reason=said.problem, size=said.size)
    told_of_refusal(watch)
