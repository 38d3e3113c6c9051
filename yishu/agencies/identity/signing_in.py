"""Checking a login name and password: the same time and the same words for a name that does not exist."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.http import HttpRequest

from yishu.agencies.errors import WrongPassword
from yishu.agencies.identity.brake import Place
from yishu.agencies.identity.devices import device_of, source_of
from yishu.agencies.models import Person
from yishu.agencies.passwords import LONGEST, normal
from yishu.core.text import is_plain

_LONGEST_LOGIN = 60


def sign_in(request: HttpRequest, login: str, password: str, *, now: datetime) -> Person:
    """The person. Raises WrongPassword; TooManyTries where one has to wait."""
    place = Place("password", login[:_LONGEST_LOGIN], source_of(request), device_of(request, login))
    place.take(now)
    person = _authenticated(request, login, password)
    if person is None:
        place.failed(now, WrongPassword.code)
        raise WrongPassword
    place.clear()
    return person


def _authenticated(request: HttpRequest, login: str, password: str) -> Person | None:
    if not is_plain(login + password) or len(password) > LONGEST * 4:
        return None
    found = authenticate(request, username=login, password=normal(password))
    return found if isinstance(found, Person) else None
