"""Which agency somebody means, by its code or its name; where none is surely meant, those whose names are like it."""

from functools import cached_property

from yishu.agencies.models import Agency
from yishu.catalogue.spreadsheets.matching import Register, suggestions
from yishu.catalogue.spreadsheets.models import Spelling
from yishu.core.errors import FieldError

_LONGEST = 120


class Directory:
    """The register as it is now; read once for a whole sheet."""

    @cached_property
    def _names(self) -> Register:
        return Register()

    def find(self, text: str) -> Agency | FieldError:
        """By code, by name, by a name that can only mean one."""
        wanted = text.strip()[:_LONGEST]
        if not wanted:
            return FieldError("consumer", "required", "请填写使用单位。", "Name the consuming agency.")
        if found := Agency.objects.filter(code=wanted.upper(), is_active=True).first():
            return found
        agency, _how = self._names.find(wanted)
        return agency or _unknown(wanted)


def _unknown(name: str) -> FieldError:
    like = suggestions([Spelling(pk=1, spelling=name)]).get(1, [])
    if not like:
        zh = "没有名称或代码为“{name}”的单位，请核对，或先登记该单位。"
        en = "There is no agency by the name or code {name}; check it, or have it registered first."
        return FieldError("consumer", "unknown", zh, en, name=name)
    zh = "没有名称或代码为“{name}”的单位，是否为：{like}？"
    en = "There is no agency by the name or code {name}. Do you mean: {like}?"
    return FieldError("consumer", "unknown", zh, en, name=name, like="、".join(each.name for each in like))
