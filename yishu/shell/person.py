"""Who is looking at a page, as far as the look needs to know: a name, an agency's name, roles. No domain."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Person:
    """The logged-in person of a request; `roles` are the codes that `navigation.register(roles=…)` names."""

    name: str
    agency: str
    roles: frozenset[str]


def person_of(request: HttpRequest) -> Person | None:
    """Name and agency of `request.user`, roles of `request.actor`. None without login."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    actor = getattr(request, "actor", None)
    name = getattr(user, "name", "") or user.get_username()
    return Person(
        name=str(name),
        agency=str(getattr(user, "agency", None) or ""),
        roles=frozenset(str(role) for role in getattr(actor, "roles", ())),
    )
