"""CIVIL proposes, OFFICE decides, FORESTRY is another agency; names of its own for every proposal."""

import itertools
import os
from dataclasses import dataclass
from typing import Any

from django.test import Client

from tests.cast import Cast

_numbers = itertools.count(os.getpid() % 1000 * 1000 + 1)
JOINTLY = {"jointly_with": "浙江省市场监督管理局", "document": "浙数标〔2026〕3号"}
_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


def unlike(name: str) -> str:
    """A name that no other test has."""
    return name + str(next(_numbers)).translate(_DIGITS)


def identifier() -> str:
    """An identifier of a code list that no other test has."""
    return f"TEST.LIST{next(_numbers)}"


@dataclass
class Stage:
    cast: Cast
    office: Cast.Member
    civil: Cast.Member
    forestry: Cast.Member

    @classmethod
    def set(cls) -> "Stage":
        cast = Cast()
        return cls(cast, cast.agency("大数据局", coordinator=True), cast.agency("民政"), cast.agency("林业"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def element_fields(name: str, **changes: Any) -> dict[str, Any]:
    """What the form of an element sends."""
    given = {
        "name": name,
        "definition": "由婚姻登记机关登记的事项",
        "type": "string",
        "length": "",
        "representation": "c..50",
        "code_list": "",
        "standard": "",
        "sensitivity": "ordinary",
        "scope_kind": "territory",
        "aliases": "",
        "name_en": "",
        "note": "",
        "replaces": "",
    }
    return {**given, **changes}
