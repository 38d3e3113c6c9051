"""What there is to tell: each slice registers its kinds; the words are made when somebody reads them, in their language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from yishu.core.errors import Language

Text = str | Promise
LANGUAGES: dict[Language, str] = {"zh": "zh-hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Kind:
    """`code` is `subject.happened` and never renamed; `text` may name `{params}`; `label` is for choosing kinds, of those that reach an agency's systems."""

    code: str
    label: Text
    text: Text
    urgent: bool = False
    to_systems: bool = True


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """In `AppConfig.ready()`; again under the same code replaces it."""
    _kinds.update({kind.code: kind for kind in kinds})


def for_systems() -> list[Kind]:
    """What an agency's systems can be told, in the order of registration."""
    return [kind for kind in _kinds.values() if kind.to_systems]


def words(code: str, params: dict[str, str], language: Language | None = None) -> str:
    """The text of a message, one line; without a language that of the page. A kind or a parameter that is gone shows as itself."""
    if language is not None:
        with override(LANGUAGES[language]):
            return words(code, params)
    kind = _kinds.get(code)
    text = str(kind.text) if kind else _("通知（{code}）").format(code=code)
    return " ".join(text.format_map(_Shown(params)).split())


class _Shown(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"〔{name}〕"
