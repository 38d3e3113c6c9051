"""Templates of reasons for refusing over HTTP (26.3)."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import PlainText, known
from yishu.sharing.refusing import commands, queries
from yishu.sharing.refusing.models import RefusalTemplate

router = Router(tags=["sharing"], auth=known)


class TemplateIn(Schema):
    """`text`: what the applicant reads; `basis`: law and article."""

    name: PlainText
    text: PlainText
    basis: PlainText


class TemplateOut(Schema):
    code: str
    name: str
    text: str
    basis: str
    active: bool


@router.get("/refusal-templates", response=list[TemplateOut])
def list_refusal_templates(request: HttpRequest) -> list[TemplateOut]:
    """Those that may be chosen now; a decision names one in `template`. All of them for the coordinator."""
    return [_out(one) for one in queries.list_templates(request.actor)]  # type: ignore[attr-defined]


@router.put("/refusal-templates/{code}", response=TemplateOut)
def put_refusal_template(request: HttpRequest, code: str, body: TemplateIn) -> TemplateOut:
    """The coordinator adds a template, or writes one anew and takes it into use again."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    return _out(commands.keep_template(actor, code, name=body.name, text=body.text, basis=body.basis, now=now))


@router.delete("/refusal-templates/{code}", response=TemplateOut)
def retire_refusal_template(request: HttpRequest, code: str) -> TemplateOut:
    """It is offered no more; what was refused by it stays as it was said."""
    return _out(commands.retire_template(request.actor, code, now=timezone.now()))  # type: ignore[attr-defined]


def _out(one: RefusalTemplate) -> TemplateOut:
    return TemplateOut(code=one.code, name=one.name, text=one.text, basis=one.basis, active=one.is_active)
