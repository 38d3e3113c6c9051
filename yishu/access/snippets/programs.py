"""What is shown for each mode of a grant: the same call in three languages."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yishu.access.snippets.curl import curl
from yishu.access.snippets.facts import Facts
from yishu.access.snippets.java import CLASSES, java
from yishu.access.snippets.python import python
from yishu.access.snippets.words import HINTS, MODE_NAMES, PURPOSES

_SHELL: Final = "curl"


@dataclass(frozen=True, slots=True)
class Program:
    """`how` says how to run it."""

    language: str
    how: str
    text: str

    @property
    def is_first(self) -> bool:
        return self.language == _SHELL


@dataclass(frozen=True, slots=True)
class Shown:
    """`name`: the mode's own; `hint`: what to take instead where there is more to ask."""

    mode: str
    name: str | Promise
    purpose: str | Promise
    hint: str | Promise
    programs: tuple[Program, ...]


def programs_of(facts: Facts) -> list[Shown]:
    return [_shown(facts, mode) for mode in facts.modes]


def _shown(facts: Facts, mode: str) -> Shown:
    java_file = f"{CLASSES[mode]}.java"
    made = (
        Program(_SHELL, _("在终端中可直接运行"), curl(facts, mode)),
        Program("Python", _('先运行 pip install "yishu[client]"'), python(facts, mode)),
        Program(
            "Java",
            _("JDK 11 以上，不用其他库；存为 {file}，运行 java {file}").format(file=java_file),
            java(facts, mode),
        ),
    )
    return Shown(mode, MODE_NAMES[mode], PURPOSES[mode], HINTS[mode], made)
