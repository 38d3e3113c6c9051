"""Looking at a neighbour's log: its newest checkpoint must be signed by its log's key and continue what was seen before; then it is cosigned (32.1).

Nothing is taken on trust: the proof of consistency is made here, out of the tiles that the neighbour shows to everybody.
"""

import base64
import logging
from datetime import datetime
from typing import Final

import urllib3
from django.db import transaction

from yishu.audit import recording
from yishu.audit.log import cosigning, notes, own, watching
from yishu.audit.log.notes import Checkpoint, NoteInvalid, VerifierKey
from yishu.audit.log.tiles import FULL, path_of, width_of
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.suites import Suite
from yishu.exchange import client
from yishu.exchange.errors import AnswerUnreadable, LinkDown
from yishu.exchange.models import Link
from yishu.exchange.witnessing.messages import LogTold, Witnessed
from yishu.exchange.witnessing.models import Problem, Watch
from yishu.exchange.witnessing.told import told_of
from yishu.node.own_key import is_signed_by

log = logging.getLogger(__name__)

KEYS_PATH: Final = "/api/v1/exchange/log"
LINES_PATH: Final = "/api/v1/exchange/cosignatures"
MOST_KEYS: Final = 20
"""Keys of a log that are known: the newest."""
# What a look may write: the neighbour's word about our own log, in the same row, comes while it is under way.
_SEEN: Final = ("size", "note", "at")
_FOUND: Final = ("problem", "problem_at", "shown")


def look(link: Link, *, now: datetime) -> bool:
    """One look; whether a new checkpoint was cosigned. Raises LinkDown, AnswerUnreadable, client.Refused: nothing is said of the log then."""
    watch, _ = Watch.objects.get_or_create(link=link)
    note = _fetch(link, "/log/checkpoint", notes.MOST)
    # After the note: a log has a key before it signs with it, so those that it tells now are all it can have signed with.
    _learn_keys(watch)
    if note is None:
        return False  # it has none yet
    try:
        checkpoint = watching.signed(note.decode(), [VerifierKey.read(each) for each in watch.keys])
    except (NoteInvalid, UnicodeDecodeError):
        _note_problem(watch, Problem.UNSIGNED, note.decode(errors="replace"), now)
        return False
    before = notes.read(watch.note) if watch.note else None
    if watch.problem == Problem.REWRITTEN:
        _say_problem(watch)
        return False
    try:
        watching.require_continued(_suite_of(watch), before, checkpoint, _tiles_of(link, checkpoint))
    except watching.Diverged as diverged:
        _note_problem(watch, Problem(diverged.code), str(diverged.checkpoint), now)
        return False
    except KeyError:
        raise AnswerUnreadable(node=link.code) from None
    if before is not None and before.size == checkpoint.size and _has_ours(checkpoint):
        return False
    _cosign(watch, checkpoint, now)
    return True


def _learn_keys(watch: Watch) -> None:
    """Its keys, as the key of the link vouches for them: whoever sits in between cannot put in theirs. They bear its own name: no node speaks for another."""
    link = watch.link
    told = client.read(link, client.ask(link, "GET", KEYS_PATH), LogTold)
    try:
        vouched = is_signed_by(link.public_key, base64.b64decode(told.signature, validate=True), told.said())
        log_keys, witness = [VerifierKey.read(each) for each in told.keys[-MOST_KEYS:]], VerifierKey.read(told.witness)
    except ValueError:
        raise AnswerUnreadable(node=link.code) from None
    named = all(key.name == own.name_of(link.code) for key in log_keys)
    of_witness = witness.kind.cosigns and witness.name == cosigning.name_of(link.code)
    if not vouched or not named or not of_witness:
        raise AnswerUnreadable(node=link.code)
    keys = [str(key) for key in log_keys]
    if (keys, told.witness) != (watch.keys, watch.witness):
        watch.keys, watch.witness = keys, told.witness
        watch.save(update_fields=["keys", "witness"])


def _suite_of(watch: Watch) -> Suite:
    """By which the neighbour's log is hashed: as its own keys say, of which the newest signs."""
    return VerifierKey.read(watch.keys[-1]).kind.suite


def _has_ours(checkpoint: Checkpoint) -> bool:
    """Our own line, and one that holds: anybody can put our key's number there."""
    try:
        checkpoint.signed_at(cosigning.own_witness_key())
    except NoteInvalid:
        return False
    return True


def _cosign(watch: Watch, checkpoint: Checkpoint, now: datetime) -> None:
    """Kept before it is said: a witness that forgot what it signed could sign another."""
    watch.size, watch.note, watch.at = checkpoint.size, str(checkpoint), now
    watch.problem, watch.problem_at, watch.shown = "", None, ""
    watch.save(update_fields=[*_SEEN, *_FOUND])
    line = cosigning.cosign(checkpoint, now)
    client.ask(watch.link, "POST", LINES_PATH, Witnessed(checkpoint.size, str(line)))


def _note_problem(watch: Watch, problem: Problem, shown: str, now: datetime) -> None:
    """Keep the proof, tell who must know of it here, and the neighbour. Each once."""
    if watch.problem == problem:
        _say_problem(watch)
        return
    with transaction.atomic():
        watch.problem, watch.problem_at, watch.shown, watch.said = problem, now, shown[: notes.MOST], False
        watch.save(update_fields=[*_FOUND, "said"])
        recording.record(
            PLATFORM,
            Action.LOG_DIVERGED,
            target=watch.link.code,
            reason=problem,
            witnessed=watch.note,
            checkpoint=watch.shown,
        )
        told_of(watch)
    log.error("the evidence log of node %s cannot be witnessed: %s", watch.link.code, problem.value)
    _say_problem(watch)


def _say_problem(watch: Watch) -> None:
    """Until the neighbour has acknowledged it."""
    if not watch.said:
        client.ask(watch.link, "POST", LINES_PATH, Witnessed(watch.size, problem=watch.problem))
        watch.said = True
        watch.save(update_fields=["said"])


def _tiles_of(link: Link, checkpoint: Checkpoint) -> watching.ReadTile:
    def tile(level: int, number: int) -> bytes:
        width = width_of(checkpoint.size, level, number)
        found = _fetch(link, f"/log/{path_of(level, number, width)}", FULL)
        if found is None:
            raise KeyError((level, number))
        return found

    return tile


def _fetch(link: Link, path: str, most: int) -> bytes | None:
    """A file of the log; None where there is none. Raises LinkDown, AnswerUnreadable."""
    response = client.send(link.url, "GET", path, node=link.code, name=link.name)
    try:
        content = response.read(most + 1)
    except (urllib3.exceptions.HTTPError, OSError):
        raise LinkDown(node=link.code, name=link.name) from None
    finally:
        response.release_conn()
    if response.status == 404:
        return None
    if response.status != 200 or len(content) > most:
        raise AnswerUnreadable(node=link.code)
    return content
