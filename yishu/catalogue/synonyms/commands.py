"""Adding and removing pairs of synonyms: the coordinator, on record."""

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.errors import NotTheCoordinator, SynonymNotFound
from yishu.catalogue.models import Synonym
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import fold, is_plain

LONGEST = 30
MOST = 5000


@transaction.atomic
def add_synonym(actor: Actor, word: str, also: str) -> Synonym:
    """From now on a search for one of the two finds the other as well. Both are kept as they are compared (folded)."""
    _require_coordinator(actor)
    one, other = fold(word), fold(also)
    if wrong := [*_check("word", one), *_check("also", other)]:
        raise Invalid(errors=wrong)
    if one == other:
        zh, en = "两个词相同，无需登记。", "The two words are the same."
        raise Invalid(errors=[FieldError("also", "another_word", zh, en)])
    if Synonym.objects.filter(word__in=(one, other), also__in=(one, other)).exists():
        zh, en = "“{one}”与“{other}”已登记。", "{one} and {other} are synonyms already."
        raise Invalid(errors=[FieldError("also", "once", zh, en, one=one, other=other)])
    if Synonym.objects.count() >= MOST:
        zh, en = "同义词最多 {most} 对，请先删除不用的。", "At most {most} pairs: remove what is not used."
        raise Invalid(errors=[FieldError("word", "most", zh, en, most=MOST)])
    made = Synonym.objects.create(word=one, also=other)
    recording.record(actor, Action.SYNONYM_ADDED, target=f"synonym:{made.pk}", word=one, also=other)
    return made


@transaction.atomic
def remove_synonym(actor: Actor, synonym_id: int) -> None:
    """The two find only themselves again."""
    _require_coordinator(actor)
    found = Synonym.objects.select_for_update().filter(pk=synonym_id).first()
    if found is None:
        raise SynonymNotFound
    recording.record(actor, Action.SYNONYM_REMOVED, target=f"synonym:{found.pk}", word=found.word, also=found.also)
    found.delete()


def _require_coordinator(actor: Actor) -> None:
    require(actor, Role.COORDINATOR)
    if actor.kind != "platform" and not is_coordinator(actor):
        raise NotTheCoordinator


def _check(name: str, word: str) -> list[FieldError]:
    if word and len(word) <= LONGEST and is_plain(word) and not set(word) & set(' "“”'):
        return []
    zh = "请填写一个不含空格和引号的词，不超过 {most} 字。"
    en = "One word without blanks or quotation marks, at most {most} characters."
    return [FieldError(name, "one_word", zh, en, most=LONGEST)]
