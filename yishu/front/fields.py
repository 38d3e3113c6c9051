"""Reading a TOML table field by field: every wrong one is gathered, with its rule and what to do."""

from dataclasses import dataclass, field
from typing import Any

from yishu.core.errors import FieldError


@dataclass
class Fields:
    """One table of the file. `at` is its path; `wrong` is shared by all tables of a file."""

    at: str
    content: dict[str, Any]
    wrong: list[FieldError]
    asked: set[str] = field(default_factory=set)

    def fault(self, name: str, rule: str, zh: str, en: str, /, **params: object) -> None:
        place = f"{self.at}.{name}" if self.at and name else self.at or name
        self.wrong.append(FieldError(place, rule, zh, en, **params))

    def has(self, name: str) -> bool:
        return name in self.content

    def text(self, name: str, *, default: str | None = None) -> str:
        """A text that is not empty; required where no default is given."""
        value = self._value(name, default)
        if value is None or value == default:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.fault(name, "text", "应为加引号的文字，不能为空。", "A text in quotes, not empty.")
            return ""
        return value.strip()

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            zh, en = "应为 {least} 至 {most} 的整数。", "A whole number from {least} to {most}."
            self.fault(name, "range", zh, en, least=least, most=most)
            return default
        return value

    def one_of(self, name: str, known: tuple[str, ...], *, default: str) -> str:
        value = self.text(name, default=default)
        if value and value.lower() not in known:
            zh, en = "应为 {known} 之一。", "One of {known}."
            self.fault(name, "one_of", zh, en, known=", ".join(known))
            return default
        return value.lower()

    def names(self, name: str) -> tuple[str, ...]:
        """A name, or a list of several, each once."""
        value = self._value(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) and each.strip() for each in listed):
            self.fault(
                name, "names", '应为列名，或列名的列表，如 ["id"]。', 'A column\'s name or a list of them: ["id"].'
            )
            return ()
        if len(set(listed)) < len(listed):
            self.fault(name, "once", "每个列名只写一次。", "Each column stands once.")
        return tuple(listed)

    def table(self, name: str) -> "Fields":
        value = self._value(name, {})
        if not isinstance(value, dict):
            self.fault(name, "table", "应为一节 [{name}]。", "A section [{name}].", name=name)
            value = {}
        return Fields(f"{self.at}.{name}" if self.at else name, value, self.wrong)

    def tables(self, name: str) -> list["Fields"]:
        value = self._value(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.fault(name, "tables", "每项应为一节 [[{name}]]。", "One section [[{name}]] each.", name=name)
            return []
        return [Fields(f"{name}[{n}]", each, self.wrong) for n, each in enumerate(value)]

    def end(self) -> None:
        """What nobody asked for is a misspelling."""
        for name in sorted(set(self.content) - self.asked):
            known = ", ".join(sorted(self.asked))
            self.fault(
                name,
                "unknown",
                "没有这一项；可用的有：{known}。",
                "There is no such field; there are: {known}.",
                known=known,
            )

    def _value(self, name: str, default: Any) -> Any:
        self.asked.add(name)
        if name not in self.content and default is None:
            self.fault(name, "required", "缺少此项，请填写。", "This is missing; fill it in.")
        return self.content.get(name, default)
