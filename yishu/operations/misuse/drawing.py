"""Subjects that belong to nobody, drawn at random: well-formed, so that nothing tells them from others at a glance (30.1).

Resident numbers are of people born in 1900 to 1905; organisation codes begin with D, as none that was given out does; licence numbers have 999 in their sequence. Unlike samples
(`hosting.invented`), which show that they are invented, these are not to be recognised.
"""

import random
from datetime import date, timedelta
from typing import Final

from yishu.core.identifiers import KeyKind, check

_KNOWN: Final = date(2014, 11, 28)
_DIGITS: Final = "0123456789"
_CHECKS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REGIONS: Final = ("330102", "330106", "330203", "330302", "330402", "330502", "330602", "330702")
_BORN: Final = date(1900, 2, 1)
_DAYS: Final = 2000


def draw(kind: KeyKind, dice: random.Random) -> str | None:
    """A key of this kind that is nobody's; None for kinds that have no form of their own."""
    region = dice.choice(_REGIONS)
    if kind in (KeyKind.RESIDENT_ID, KeyKind.IDENTITY_DOCUMENT):
        born = _BORN + timedelta(days=dice.randrange(_DAYS))
        return _checked(KeyKind.RESIDENT_ID, f"{region}{born:%Y%m%d}{dice.randrange(1, 1000):03d}")
    if kind is KeyKind.ORG_CODE:
        return _organisation(dice)
    if kind in (KeyKind.USCC, KeyKind.LEGAL_ENTITY):
        return _checked(KeyKind.USCC, f"91{region}{_organisation(dice)}")
    if kind is KeyKind.LICENCE_NO:
        return _checked(KeyKind.LICENCE_NO, f"{region}999{_digits(dice, 5)}")
    return None


def _organisation(dice: random.Random) -> str:
    return _checked(KeyKind.ORG_CODE, f"D{_digits(dice, 7)}")


def _digits(dice: random.Random, n: int) -> str:
    return "".join(dice.choices(_DIGITS, k=n))


def _checked(kind: KeyKind, body: str) -> str:
    """The body with the check digit that its standard asks for."""
    return next(body + digit for digit in _CHECKS if check(kind, body + digit, today=_KNOWN) is None)
