"""The coordinator keeps the node's templates (38.1)."""

from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.queries import require_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.sharing.refusing import queries
from yishu.sharing.refusing.models import RefusalTemplate
from yishu.sharing.wording import check_law, check_line, check_texts

LONGEST_CODE: Final = 40
LONGEST: Final = {"name": 40, "text": 400, "basis": 200}


@transaction.atomic
def keep_template(actor: Actor, code: str, *, name: str, text: str, basis: str, now: datetime) -> RefusalTemplate:
    """Add a template, or write one anew and take it into use again; what was refused by it stays as it was said. Raises Invalid."""
    require_coordinator(actor)
    given = {"name": name, "text": text, "basis": basis}
    wrong = check_texts(given)
    for field, value in given.items():
        wrong += check_line(field, value, LONGEST[field])
    wrong += check_law("basis", basis, "第二十六条", "Article 26") if basis.strip() else []
    if not code.isascii() or not code.replace("_", "a").isalnum() or len(code) > LONGEST_CODE:
        zh, en = (
            "代码为字母、数字和下划线，不超过 {most} 个。",
            "A code has letters, digits and underscores, {most} at most.",
        )
        wrong.append(FieldError("code", "code", zh, en, most=LONGEST_CODE))
    if wrong:
        raise Invalid(errors=wrong)
    plain = {field: value.strip() for field, value in given.items()}
    changes = {**plain, "is_active": True, "changed_by_name": actor.name, "changed_at": now}
    before = RefusalTemplate.objects.select_for_update().filter(pk=code).first()
    if before is not None and before.name != plain["name"]:
        changes["name_en"] = ""  # the other language's name was of the old one
    made, _made = RefusalTemplate.objects.update_or_create(pk=code, defaults=changes)
    recording.record(actor, Action.RULE_CHANGED, target=f"refusal-template:{code}", active=True, basis=made.basis)
    return made


@transaction.atomic
def retire_template(actor: Actor, code: str, *, now: datetime) -> RefusalTemplate:
    """It is offered no more. Raises TemplateNotFound."""
    require_coordinator(actor)
    found = queries.get_template(code)
    if found.is_active:
        found.is_active, found.changed_by_name, found.changed_at = False, actor.name, now
        found.save(update_fields=["is_active", "changed_by_name", "changed_at"])
        recording.record(actor, Action.RULE_CHANGED, target=f"refusal-template:{code}", active=False)
    return found
