"""What is said of a standard, a code list or a data element when it is proposed; plain values, as a form, a file or a message gives them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StandardDraft:
    """A standard of the State, the trade or this node. `code` names its version too, such as `GB/T 2260-2007`."""

    code: str
    title: str
    kind: str
    title_en: str = ""
    version: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    url: str = ""
    note: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueDraft:
    """A code and its text; `parent` is the code above it in a tree."""

    code: str
    text: str
    text_en: str = ""
    parent: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CodeListDraft:
    """A version of a code list, with all its values in their order. `standard` is a standard's code."""

    identifier: str
    name: str
    values: tuple[ValueDraft, ...]
    name_en: str = ""
    standard: str = ""
    source: str = ""
    note: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElementDraft:
    """A version of a data element. `code_list` and `standard` are identifiers; the words are those of the models' choices."""

    name: str
    definition: str
    type: str = "string"
    length: int | None = None
    representation: str = ""
    code_list: str = ""
    standard: str = ""
    sensitivity: str = "ordinary"
    is_reference: bool = False
    scope_kind: str = "territory"
    aliases: tuple[str, ...] = ()
    name_en: str = ""
    note: str = ""
    replaces: tuple[str, ...] = ()


Draft = StandardDraft | CodeListDraft | ElementDraft
