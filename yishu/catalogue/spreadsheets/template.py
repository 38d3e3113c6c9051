"""The guide's template as a workbook: entries, their items, the code tables behind the drop-downs, and how each column is filled in."""

from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from yishu.catalogue.spreadsheets import values, writing
from yishu.catalogue.spreadsheets.fields import BY_NAME, ENTRY_FIELDS, FIELDS, ITEM_FIELDS, Field
from yishu.core.errors import Language
from yishu.shell.components import category_look

LINES: Final = 5000
"""As far down as the drop-downs reach."""
SHEETS: Final = {
    "entries": ("目录", "Entries"),
    "items": ("信息项", "Items"),
    "codes": ("代码表", "Code tables"),
    "notes": ("填写说明", "Notes"),
}


def workbook(language: Language) -> bytes:
    book = Workbook()
    entries = book.active
    assert isinstance(entries, Worksheet)
    entries.title = _title("entries", language)
    sheets = {part: book.create_sheet(_title(part, language)) for part in ("items", "codes", "notes")}
    lists = _code_tables(sheets["codes"], language)
    _table(entries, ENTRY_FIELDS, lists, language)
    _table(sheets["items"], (BY_NAME["entry.name"], *ITEM_FIELDS), lists, language)
    _link_items(sheets["items"], entries.title)
    _notes(sheets["notes"], language)
    return writing.saved(book)


def _title(part: str, language: Language) -> str:
    return SHEETS[part][0 if language == "zh" else 1]


def head_of(field: Field, language: Language) -> str:
    return (field.zh if language == "zh" else field.en) + ("*" if field.needed else "")


def hint_of(field: Field, language: Language) -> str:
    return field.hint_zh if language == "zh" else field.hint_en


def words(table: str, language: Language) -> list[str]:
    """What a drop-down offers: this node's words for categories, else the code table's own; codes in English."""
    if table == "category" and language == "zh":
        return [str(category_look(code).word) for code in values.codes_in(table)]
    if language == "zh":
        return values.first_words(table)
    return [code.replace("_", " ") for code in values.codes_in(table)]


def _code_tables(sheet: Worksheet, language: Language) -> dict[str, str]:
    """A column for each table; table → the range of its words."""
    coded = [each for each in FIELDS if each.kind in ("code", "codes")]
    writing.put_head(sheet, [head_of(each, language).rstrip("*") for each in coded])
    lists = {}
    for column, each in enumerate(coded, 1):
        shown = words(each.key, language)
        for row, word in enumerate(shown, 2):
            writing.put(sheet, row, column, word)
        letter = get_column_letter(column)
        lists[each.key] = f"'{sheet.title}'!${letter}$2:${letter}${len(shown) + 1}"
    return lists


def _table(sheet: Worksheet, fields: tuple[Field, ...], lists: dict[str, str], language: Language) -> None:
    heads = [head_of(each, language) for each in fields]
    writing.put_head(sheet, heads, needed=frozenset(n for n, each in enumerate(fields) if each.needed))
    sheet.row_dimensions[1].height = 34
    for column, each in enumerate(fields, 1):
        writing.note(sheet.cell(1, column), _explained(each, language))  # type: ignore[arg-type]
        source = lists.get(each.key) if each.kind == "code" else _yes_or_no(each, language)
        if source:
            _offer(sheet, column, source, language)


def _explained(field: Field, language: Language) -> str:
    needed = {"zh": ("必填。", "选填。"), "en": ("Needed. ", "Optional. ")}[language][0 if field.needed else 1]
    example = f"\n{'示例：' if language == 'zh' else 'Example: '}{field.example}" if field.example else ""
    return f"{needed}{hint_of(field, language)}{example}"


def _yes_or_no(field: Field, language: Language) -> str:
    if field.kind != "yes":
        return ""
    return '"是,否"' if language == "zh" else '"yes,no"'


def _offer(sheet: Worksheet, column: int, source: str, language: Language) -> None:
    """A drop-down that only warns: words of other code tables are read as well."""
    validation = DataValidation(
        type="list", formula1=source, allow_blank=True, errorStyle="warning", showErrorMessage=True
    )
    zh = language == "zh"
    validation.errorTitle = "不在列表中" if zh else "Not in the list"
    validation.error = (
        "列表之外的内容须能对应到代码表，否则导入时会指出。"
        if zh
        else "Other words are refused unless a code table knows them."
    )
    letter = get_column_letter(column)
    validation.add(f"{letter}2:{letter}{LINES}")
    sheet.add_data_validation(validation)


def _link_items(sheet: Worksheet, entries: str) -> None:
    validation = DataValidation(
        type="list", formula1=f"'{entries}'!$A$2:$A${LINES}", allow_blank=True, errorStyle="warning"
    )
    validation.add(f"A2:A{LINES}")
    sheet.add_data_validation(validation)


def _notes(sheet: Worksheet, language: Language) -> None:
    zh = language == "zh"
    writing.put_head(
        sheet, ["列名", "是否要填", "怎样填", "示例"] if zh else ["Column", "Needed?", "How to fill it in", "Example"]
    )
    for row, each in enumerate(FIELDS, 2):
        needed = ("是" if each.needed else "否") if zh else ("yes" if each.needed else "no")
        for column, text in enumerate(
            (head_of(each, language).rstrip("*"), needed, hint_of(each, language), each.example), 1
        ):
            writing.put(sheet, row, column, text)
    sheet.column_dimensions["C"].width = 70
