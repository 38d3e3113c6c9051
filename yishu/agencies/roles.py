"""Guards that every command begins with: the actor's role, and that nobody passes their own submission (5.1)."""

from django.utils.translation import override

from yishu.agencies.errors import OwnSubmission, RoleMissing, ScopeMissing
from yishu.agencies.models import Role, Scope
from yishu.core.actor import Actor

SCOPE_FOR: dict[Role, Scope] = {Role.HANDLER: Scope.APPLY, Role.DATA_OFFICER: Scope.PUBLISH}


def require(actor: Actor, *roles: Role) -> None:
    """One of the roles, for a person; for a system, the scope that stands for one of them. The platform itself may."""
    if actor.kind == "platform":
        return
    if actor.kind == "system":
        _require_scope(actor, roles)
    elif not actor.roles & set(roles):
        raise RoleMissing(role=_words(roles, "zh-hans"), role_en=_words(roles, "en"))


def require_other(actor: Actor, submitted_by: str) -> None:
    """Somebody other than who submitted, and not in the place of who did."""
    if submitted_by in actor.own_refs:
        raise OwnSubmission


def _require_scope(actor: Actor, roles: tuple[Role, ...]) -> None:
    scopes = [SCOPE_FOR[role] for role in roles if role in SCOPE_FOR]
    if not scopes:
        raise RoleMissing(role=_words(roles, "zh-hans"), role_en=_words(roles, "en"))
    if not actor.scopes & set(scopes):
        raise ScopeMissing(scope=scopes[0])


def _words(roles: tuple[Role, ...], language: str) -> str:
    with override(language):
        return (" / " if language == "en" else "、").join(str(role.label) for role in roles)
