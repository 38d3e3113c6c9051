"""A file from the command line: taken in and worked through at once, by the same commands as the page's and the worker's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from yishu.agencies.queries import get_agency
from yishu.catalogue.spreadsheets import commands, mapping, queries, working
from yishu.catalogue.spreadsheets.errors import ColumnsUnmapped, FileRefused
from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.models import Upload
from yishu.catalogue.spreadsheets.remarks import Remark
from yishu.core.actor import PLATFORM


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it, for printing. `remarks` are all that was said; `is_clean` where nothing was."""

    upload: Upload
    counts: str

    @property
    def is_clean(self) -> bool:
        """Of a directory where nothing at all was said, of entries where none was refused."""
        if self.upload.kind == Upload.Kind.DIRECTORY:
            return not self.upload.remarks
        return not queries.count_refusals(self.upload)

    def lines(self) -> Iterator[str]:
        """Field (line and head), rule, message, parted by tabs."""
        only_refused = self.upload.kind == Upload.Kind.ENTRIES
        for row in queries.list_remarked(self.upload, only_refused=only_refused).iterator(500):
            for remark in map(Remark.of_json, row.remarks):
                if remark.refuses or not only_refused:
                    yield f"{remark.field}\t{remark.rule}\t{remark.message('zh')}"


def file_directory(name: str, content: bytes, *, now: datetime) -> Filed:
    """A portal's directory. Raises NotAPortalDirectory, BrokenDirectory."""
    upload = _worked(commands.take_directory(PLATFORM, name, name, content, now=now))
    came = upload.counts
    counts = f"{came['created']} new, {came['unchanged']} known already, {came['changed']} brought up to date, "
    return Filed(upload, f"{counts}{upload.gone} gone, {upload.remarks} remarks")


def file_entries(agency_code: str, name: str, content: bytes, *, now: datetime) -> Filed:
    """An agency's entries, kept as drafts; other heads than the template's as they were mapped before, or as they are proposed
    where no needed column is left open. Raises ColumnsUnmapped and what a page would refuse."""
    upload = commands.take_entries(PLATFORM, get_agency(agency_code), name, content, now=now)
    if upload.state == Upload.State.MAPPING:
        proposed = Mapping.of_json(upload.columns)
        if missing := mapping.open_questions(proposed):
            raise ColumnsUnmapped(missing="、".join(each.zh for each in missing))
        upload = commands.map_columns(PLATFORM, upload.pk, proposed, now=now)
    upload = _worked(upload)
    came = queries.count(upload)
    drafted = f"{came.drafted} drafted, {came.changed + came.versioned} changed, {came.known} known already"
    return Filed(upload, f"{drafted}, {came.refused} refused")


def _worked(upload: Upload) -> Upload:
    """A worker may be at it as well: we wait for its transactions and go on."""
    while working.work(upload.pk):
        pass
    done = Upload.objects.defer("content").get(pk=upload.pk)
    if done.state == Upload.State.REFUSED:
        raise FileRefused(why=done.problem["zh"], why_en=done.problem["en"])
    return done
