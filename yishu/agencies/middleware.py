"""Every request has an actor, or none: pages by session, the API by bearer text as well."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from yishu.agencies import queries
from yishu.agencies.errors import NotAuthenticated
from yishu.core.actor import Actor


class ActorOfRequest:
    """Sets `request.actor` (lazily): the Actor of the logged-in person, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    person = request.user
    return come_from(request, queries.actor_of_person(person)) if person.is_authenticated else None  # type: ignore[arg-type]


def come_from(request: HttpRequest, actor: Actor) -> Actor:
    """The actor with the address that the request came from."""
    return replace(actor, source=str(request.META.get("REMOTE_ADDR", ""))[:64])


def actor_of(request: HttpRequest) -> Actor:
    """Who has logged in; the first line of every page that is not public. Raises NotAuthenticated, which leads to the login."""
    actor = viewer_of(request)
    if actor is None:
        raise NotAuthenticated
    return actor


def viewer_of(request: HttpRequest) -> Actor | None:
    """Who looks at a public page: the logged-in person, or None."""
    return getattr(request, "actor", None) or None
