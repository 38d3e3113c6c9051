"""Which of a list of item names the platform has already, and how each is had (16.1). One set-based statement for the whole list."""

import csv
import io
from dataclasses import dataclass
from typing import Final, Literal
from zipfile import ZipFile

import openpyxl
from django.db import connection

from yishu.catalogue.errors import HeaderUnreadable, NoItemNames, TooManyItemNames
from yishu.catalogue.vocabulary import ResourceState
from yishu.node.workbooks import DAMAGED

MOST_NAMES: Final = 500
LONGEST_NAME: Final = 120
MOST_FOUND: Final = 5
LARGEST_FILE: Final = 2 * 1024 * 1024
LARGEST_UNPACKED: Final = 64 * 1024 * 1024

How = Literal["exact", "normalised", "synonym", "near"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A resource that has an item of this name. `how` the names agree; imported entries cannot be applied for yet."""

    how: How
    item: str
    item_code: str
    resource: str
    name: str
    provider: str
    category: str
    modes: tuple[str, ...]
    state: str

    @property
    def can_be_applied_for(self) -> bool:
        return self.state == ResourceState.PUBLISHED and self.category != "non_shared"

    @property
    def path_code(self) -> str:
        return self.resource.replace("/", "-")

    @property
    def apply_path(self) -> str:
        """The application for this item, prefilled; the page is sharing's, which is above us."""
        return f"/sharing/apply/?resource={self.path_code}&items={self.item_code}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One name of the list and the resources that have it, the surest first. `on_platform`: one has it beyond likeness, so that it is not collected anew."""

    name: str
    holders: tuple[Holder, ...]

    @property
    def on_platform(self) -> bool:
        return any(holder.how != "near" for holder in self.holders)

    @property
    def may_be_collected(self) -> bool:
        """Nothing on the platform has it, not even under a similar name."""
        return not self.holders


def check(names: list[str]) -> list[Answer]:
    """An answer to each name, in their order, each name once. Raises NoItemNames, TooManyItemNames."""
    asked = list(dict.fromkeys(clean for name in names if (clean := " ".join(name.split())[:LONGEST_NAME])))
    if not asked:
        raise NoItemNames
    if len(asked) > MOST_NAMES:
        raise TooManyItemNames(count=len(asked), most=MOST_NAMES)
    found: dict[int, list[Holder]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, {"names": asked, "most": MOST_FOUND, "likeness": LIKENESS})
        for n, how, item, code, resource, name, provider, category, modes, state in cursor.fetchall():
            holder = Holder(how, item, code, resource, name, provider, category, tuple(modes), state)
            found.setdefault(n, []).append(holder)
    return [Answer(name, tuple(found.get(n, ()))) for n, name in enumerate(asked, 1)]


def names_of_text(text: str) -> list[str]:
    """Names typed one a line, or pasted from a sheet's row: tabs, commas and 、 part them too."""
    for mark in "\t,，;；、":
        text = text.replace(mark, "\n")
    return text.splitlines()


def names_of_file(content: bytes) -> list[str]:
    """The first row of a CSV (UTF-8 or GB 18030) or XLSX file. Raises HeaderUnreadable."""
    if len(content) > LARGEST_FILE:
        raise HeaderUnreadable
    if content.startswith(b"PK"):
        return _sheet_header(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise HeaderUnreadable from None
    if "\0" in text:
        raise HeaderUnreadable
    try:
        return next(csv.reader(io.StringIO(text)), [])
    except csv.Error:
        raise HeaderUnreadable from None


def as_csv(answers: list[Answer], heads: tuple[str, ...], words: dict[str, str]) -> str:
    """A row for each name and resource, with a mark that spreadsheets know UTF-8 by. A cell that a spreadsheet would take for a formula is quoted by '."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for answer in answers:
        for holder in answer.holders:
            row = (answer.name, words[holder.how], holder.item, holder.name, holder.resource, holder.provider)
            modes = "、".join(words.get(mode, mode) for mode in holder.modes)
            applied = words["apply"] if holder.can_be_applied_for else words["not_yet"]
            writer.writerow([_inert(cell) for cell in (*row, words[holder.category], modes, applied)])
        if not answer.holders:
            writer.writerow([_inert(answer.name), words["none"], "", "", "", "", "", "", words["collect"]])
    return "\ufeff" + out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _sheet_header(content: bytes) -> list[str]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                raise HeaderUnreadable
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        first = next(book.worksheets[0].iter_rows(max_row=1, values_only=True), ())
    except DAMAGED:
        raise HeaderUnreadable from None
    return [str(value) for value in first if value is not None]


LIKENESS: Final = 0.6
"""From which share of common pairs of characters (Dice) two names are called similar; 出生日期 and 出生年月 are at 0.33, 身份证号码 and 身份证号 at 0.86."""

# Names are compared folded (NFKC, lower case, no blanks). Likeness is looked for only where nothing surer was found, over the
# distinct names of the catalogue; then every item is joined back, and the best few kept for each name: what is surely the same
# before what is similar, and what can be applied for before what is not catalogued yet.
_CHECK = """
with asked as (
    select n, name, yishu_folded(name) as folded from unnest(%(names)s::text[]) with ordinality as given (name, n)
),
items as (
    select i.name as item, i.code, i.folded, r.id as resource_id
    from catalogue_item i join catalogue_resource r on r.current_id = i.entry_id
    where r.state not in ('draft', 'withdrawn')
),
pairs as (
    select word, also from catalogue_synonym union select also, word from catalogue_synonym
),
other_words as (
    select a.n, replace(a.folded, p.word, p.also) as folded
    from asked a join pairs p on position(p.word in a.folded) > 0
),
sure as (
    select a.n, i.item, i.code, i.resource_id, case when i.item = a.name then 1 else 2 end as rank, 1.0 as likeness
    from asked a join items i on i.folded = a.folded
    union all
    select o.n, i.item, i.code, i.resource_id, 3, 1.0
    from other_words o join items i on i.folded = o.folded
    join asked a on a.n = o.n and a.folded <> o.folded
),
open_names as (
    select a.n, gram, count(*) over (partition by a.n) as grams
    from asked a, unnest(yishu_bigrams(a.folded)) as gram
    where length(gram) = 2 and not exists (select from sure s where s.n = a.n)
),
known as (
    select folded, gram, count(*) over (partition by folded) as grams
    from (select distinct folded from items) as each_name, unnest(yishu_bigrams(folded)) as gram
    where length(gram) = 2
),
likely as (
    select o.n, k.folded, 2.0 * count(*) / (o.grams + k.grams) as likeness
    from open_names o join known k using (gram)
    group by o.n, o.grams, k.folded, k.grams
    having 2.0 * count(*) / (o.grams + k.grams) >= %(likeness)s
),
found as (
    select * from sure
    union all
    select s.n, i.item, i.code, i.resource_id, 4, s.likeness from likely s join items i on i.folded = s.folded
),
ranked as (
    select f.*, row_number() over (
        partition by f.n
        order by f.rank = 4, (r.state = 'published') desc, f.rank, f.likeness desc, r.popularity desc, r.code, f.code
    ) as place
    from found f join catalogue_resource r on r.id = f.resource_id
)
select f.n, (array['exact', 'normalised', 'synonym', 'near'])[f.rank], f.item, f.code,
    r.code, e.name, r.provider_name, e.category, e.modes, r.state
from ranked f join catalogue_resource r on r.id = f.resource_id join catalogue_entry e on e.id = r.current_id
where f.place <= %(most)s
order by f.n, f.place
"""
