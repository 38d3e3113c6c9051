"""The data plane of a node as a Python object. Every method raises `Refused` (`client.errors`), and OSError where a file of yours cannot be read or written."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from os import PathLike
from types import TracebackType
from uuid import uuid4

from msgspec import structs

from yishu.client import blind, preparing, publishing, requests, tables
from yishu.client.blind import BlindVerified
from yishu.client.errors import found_here
from yishu.client.identity import SigningKey, Text, identity_of
from yishu.client.line import Line
from yishu.client.publishing import Batch, Records
from yishu.client.requests import Claims, CopyFormat, ListAct, Mode, Subject
from yishu.client.saving import Copied, Fetching, place_of, save, told_of
from yishu.client.tables import CopiedTable, Table, TableAnswer
from yishu.client.transport import Transport, told_nothing
from yishu.core.errors import Language, Problem
from yishu.wire.batches import BatchForeseen, BatchReceipt, SentBackPage
from yishu.wire.blind import BlindKey, BlindVerifyAnswer
from yishu.wire.data import (
    Place,
    Purpose,
    QueryAnswer,
    QueryManyAnswer,
    QueryPlaceAnswer,
    QueryReferencesAnswer,
    VerifyAnswer,
    VerifyManyAnswer,
)
from yishu.wire.files import DocumentPage, GivenDocument, PreparedFile, PreparedFiles

FilePath = str | PathLike[str]


class Client:
    """One node, as one caller: `with Client("https://…", key="ysk_…") as yishu:`. Threads may share it.

    Who calls: `key`, or a person's `token`, each a text or a function that gives the current one; or `signing_key` with its `keyid` (docs/how-to/sign-requests.md).
    `ca`: a file of the authorities to be believed instead of the system's. `patience`: seconds in which a call is made again where the node does not answer or
    asks for a pause; 0 for never. `wait`: seconds for an answer, `connect` for a connection; lists, copies and batches have ten minutes at least.
    `sandbox`: ask about invented subjects only, without a grant (docs/how-to/try-in-the-sandbox.md); what it has not is refused as `not_in_sandbox`.
    """

    def __init__(
        self,
        url: str,
        *,
        key: Text | None = None,
        token: Text | None = None,
        signing_key: SigningKey | None = None,
        keyid: str = "",
        language: Language = "zh",
        patience: float = 30.0,
        wait: float = 30.0,
        connect: float = 5.0,
        ca: FilePath | None = None,
        connections: int = 16,
        sandbox: bool = False,
    ) -> None:
        try:
            identity = identity_of(key, token, signing_key, keyid)
            believed = None if ca is None else str(ca)
            transport = Transport(url, ca=believed, connections=connections, connect=connect)
        except Problem as problem:
            raise found_here(problem, language) from None
        self._line = Line(transport, identity, language=language, patience=patience, wait=wait, sandbox=sandbox)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._line.url}>"

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None, /
    ) -> None:
        self.close()

    def close(self) -> None:
        self._line.close()

    def verify(
        self, code: str, subject: Subject, claims: Claims, *, duty: str, case: str = "", grant: str | None = None
    ) -> VerifyAnswer:
        """Whether what is claimed of a subject, by item code, is so."""
        return self._line.ask(requests.verify(code, Purpose(duty, case), subject, claims, grant), VerifyAnswer)

    def verify_blind(
        self,
        code: str,
        subject: Subject,
        claims: Claims,
        *,
        agent_key: str,
        duty: str,
        case: str = "",
        grant: str | None = None,
    ) -> BlindVerified:
        """The same, sealed for the provider's front agent: the node passes it on and cannot read it. `agent_key`: its public key as the provider itself has told you, not the node."""
        purpose = Purpose(duty, case)
        with self._line.speaking():
            asked, opened = blind.sealed(code, purpose, subject, claims, agent_key)
        answer = self._line.ask(requests.verify_blind(code, purpose, asked, grant), BlindVerifyAnswer)
        with self._line.speaking():
            return opened(answer)

    def blind_key(self, code: str) -> BlindKey:
        """The public key that the node knows of the provider's front agent: compare its fingerprint with the provider before you use it."""
        return self._line.ask(requests.blind_key(code), BlindKey)

    def verify_many(
        self,
        code: str,
        subjects: Iterable[tuple[Subject, Claims]],
        *,
        duty: str,
        case: str = "",
        grant: str | None = None,
    ) -> VerifyManyAnswer:
        """The same of up to 100 000 subjects, each with its claims; `results` in the same order."""
        return self._line.ask(requests.verify_many(code, Purpose(duty, case), subjects, grant), VerifyManyAnswer)

    def verify_table(
        self, code: str, table: Table, *, duty: str, case: str = "", grant: str | None = None
    ) -> TableAnswer:
        """The same of a pyarrow table: a column `subject`, and one of claims for each item; a null claims nothing."""
        return self._about_table("verify", code, table, Purpose(duty, case), None, grant)

    def query(
        self,
        code: str,
        subject: Subject,
        items: Iterable[str],
        *,
        duty: str,
        case: str = "",
        grant: str | None = None,
        meanings: bool = False,
    ) -> QueryAnswer:
        """The items of a subject's record; with `meanings` also what its codes mean."""
        asked = requests.query(code, Purpose(duty, case), subject, items, grant, meanings=meanings)
        return self._line.ask(asked, QueryAnswer)

    def query_many(
        self,
        code: str,
        subjects: Iterable[Subject],
        items: Iterable[str],
        *,
        duty: str,
        case: str = "",
        grant: str | None = None,
        meanings: bool = False,
    ) -> QueryManyAnswer:
        """The same of up to 100 000 subjects; `records` in the same order."""
        asked = requests.query_many(code, Purpose(duty, case), subjects, items, grant, meanings=meanings)
        return self._line.ask(asked, QueryManyAnswer)

    def refer(
        self, code: str, subject: Subject, items: Iterable[str], *, duty: str, case: str = "", grant: str | None = None
    ) -> QueryAnswer:
        """The same as `query`, with a `Reference` in place of each value: it may be kept, and resolved by your agency while it holds a grant."""
        asked = requests.query(code, Purpose(duty, case), subject, items, grant, refers=True)
        return self._line.ask(asked, QueryAnswer)

    def resolve(
        self, code: str, references: Iterable[str], *, duty: str, case: str = "", grant: str | None = None
    ) -> QueryReferencesAnswer:
        """What up to 1000 references stand for now; `values` in the same order."""
        return self._line.ask(requests.resolve(code, Purpose(duty, case), references, grant), QueryReferencesAnswer)

    def query_table(
        self, code: str, table: Table, items: Sequence[str], *, duty: str, case: str = "", grant: str | None = None
    ) -> TableAnswer:
        """The same of a pyarrow table with the column `subject` alone; the items come in their types."""
        return self._about_table("query", code, table, Purpose(duty, case), items, grant)

    def query_place(
        self,
        code: str,
        place: Place,
        items: Iterable[str],
        *,
        duty: str,
        case: str = "",
        grant: str | None = None,
        after: str = "",
    ) -> QueryPlaceAnswer:
        """A page of what lies at a place. `after`: the `next` of the page before."""
        if after:
            place = structs.replace(place, after=after)
        return self._line.ask(requests.query_place(code, Purpose(duty, case), place, items, grant), QueryPlaceAnswer)

    def query_place_pages(
        self, code: str, place: Place, items: Sequence[str], *, duty: str, case: str = "", grant: str | None = None
    ) -> Iterator[QueryPlaceAnswer]:
        """Page after page, each asked for when it is wanted."""
        page = self.query_place(code, place, items, duty=duty, case=case, grant=grant)
        yield page
        while page.next:
            page = self.query_place(code, place, items, duty=duty, case=case, grant=grant, after=page.next)
            yield page

    def copy(
        self,
        code: str,
        path: FilePath,
        *,
        format: CopyFormat = "parquet",
        since: int | None = None,
        version: int | None = None,
        grant: str | None = None,
        digest: bool = False,
    ) -> Copied:
        """A granted copy as a file that is there once it is whole; `since`: the changes after that version; `version`: a past one.

        `digest`: have the node tell the SHA-256 of what it would else send as it reads (Parquet and XLSX always have it). Broken off, it is not asked for
        again, since each copy counts: `prepare_copy` is for large ones.
        """
        wanted = {"since": since, "version": version, "grant": grant}
        asked = requests.copy(code, format, wanted, digest=digest)
        place = place_of(path)
        return self._line.read(asked, lambda answer: save(answer, place))

    def copy_table(
        self, code: str, *, since: int | None = None, version: int | None = None, grant: str | None = None
    ) -> CopiedTable:
        """The same as a pyarrow table, the quickest way to one."""
        with self._line.speaking():
            tables.pyarrow()
        asked = requests.copy(code, "arrow", {"since": since, "version": version, "grant": grant})
        table, told = self._line.read(asked, lambda answer: (tables.copied(answer), told_of(answer.headers)))
        return CopiedTable(table, told.version, told.receipt, told.masked, told.controls)

    def prepared_copies(self, code: str) -> PreparedFiles:
        """One's own files of a resource, and the obligations that have to be acknowledged to have one prepared."""
        return self._line.ask(requests.prepared(code), PreparedFiles)

    def prepare_copy(
        self,
        code: str,
        *,
        acknowledge: Iterable[str],
        format: CopyFormat = "parquet",
        since: int | None = None,
        version: int | None = None,
        grant: str | None = None,
    ) -> PreparedFile:
        """Have the node write a copy to a file of its own. `acknowledge`: the codes of the grant's obligations, once somebody has read them."""
        wanted = {"since": since, "version": version, "grant": grant}
        return self._line.ask(requests.prepare(code, format, acknowledge, wanted), PreparedFile)

    def prepared_copy(self, code: str, number: str) -> PreparedFile:
        """How far it is. `number`: its `id`."""
        return self._line.ask(requests.prepared(code, number), PreparedFile)

    def fetch_copy(self, code: str, number: str, path: FilePath, *, wait: float = 3600.0) -> Copied:
        """Wait until it is ready, `wait` seconds at most, and fetch it; what broke off goes on where it did, after a restart of yours too. Its SHA-256 is checked."""
        place = place_of(path)
        made = self._ready(code, number, wait)
        source = requests.data_path(code, "bulk", "files", number, "content")
        return Fetching(self._line, source, place, made.digest or "").run()

    def discard_copy(self, code: str, number: str) -> None:
        """It is needed no more: the node removes it at once."""
        self._line.read(requests.prepared(code, number, method="DELETE"), told_nothing)

    def publish(
        self,
        code: str,
        records: Records,
        *,
        mode: Mode = "upsert",
        media_type: str = "",
        idempotency_key: str = "",
        wait: float = 3600.0,
    ) -> BatchReceipt:
        """Publish a batch, once, however often it has to be sent; with an `idempotency_key` of yours that holds across restarts of yours too.

        `media_type`: where a file's ending does not tell it, as `text/csv; charset=gbk`. From 32 MiB on it goes in parts, and what arrived is not sent again;
        `wait`: seconds in which the node must have published it then. Raises Held besides where it waits for a person.
        """
        with self._line.speaking():
            content, kind = publishing.content_of(records, media_type)
        return publishing.send(self._line, code, Batch(content, kind, mode, idempotency_key or str(uuid4())), wait=wait)

    def try_publishing(
        self, code: str, records: Records, *, mode: Mode = "upsert", media_type: str = ""
    ) -> BatchForeseen:
        """What would come of a batch; nothing is published."""
        with self._line.speaking():
            content, kind = publishing.content_of(records, media_type)
        return self._line.ask(requests.publish(code, content, kind, mode, dry_run=True), BatchForeseen)

    def sent_back(self, code: str, *, batch: str = "", limit: int = 100, after: str = "") -> SentBackPage:
        """The records that were sent back and are still open, by number, with every reason. `after`: the `next` of the page before."""
        return self._line.ask(requests.sent_back(code, {"batch": batch, "limit": limit, "cursor": after}), SentBackPage)

    def documents(
        self,
        code: str,
        *,
        since: int | None = None,
        number: str = "",
        dated_from: date | None = None,
        dated_until: date | None = None,
        grant: str = "",
    ) -> Iterator[DocumentPage]:
        """The documents of a resource page by page, or what changed of them `since` a version; by a grant with bulk. Keep the `version` of the first page."""
        wanted = {"since": since, "number": number, "dated_from": dated_from, "dated_until": dated_until}
        page = self._line.ask(requests.documents(code, {**wanted, "grant": grant}), DocumentPage)
        yield page
        while page.next:
            page = self._line.ask(
                requests.documents(code, {**wanted, "grant": grant, "cursor": page.next}), DocumentPage
            )
            yield page

    def find_documents(
        self,
        code: str,
        *,
        duty: str,
        case: str = "",
        number: str = "",
        subject: Subject | None = None,
        grant: str = "",
    ) -> DocumentPage:
        """The document of a number, or those about a subject (`{"type", "value"}`)."""
        return self._line.ask(requests.find_documents(code, Purpose(duty, case), number, subject, grant), DocumentPage)

    def document(self, code: str, number: str, *, duty: str = "", case: str = "", grant: str = "") -> GivenDocument:
        """One document with its versions; without `duty` by a grant with bulk."""
        return self._line.ask(
            requests.document(code, number, {"duty": duty, "case": case, "grant": grant}), GivenDocument
        )

    def fetch_document(
        self,
        code: str,
        number: str,
        version: int,
        path: FilePath,
        *,
        duty: str = "",
        case: str = "",
        grant: str = "",
    ) -> Copied:
        """The file of a version; goes on where it broke off. Its SHA-256 is checked."""
        said = {"duty": duty, "case": case, "grant": grant}
        return Fetching(self._line, requests.document_path(code, number, version, said), place_of(path)).run()

    def _about_table(
        self, act: ListAct, code: str, table: Table, purpose: Purpose, items: Sequence[str] | None, grant: str | None
    ) -> TableAnswer:
        with self._line.speaking():
            asked = requests.table(code, act, tables.list_stream(table, purpose, items, grant))
        return self._line.read(asked, lambda answer: tables.list_answer(answer.read(), self._line.url))

    def _ready(self, code: str, number: str, wait: float) -> PreparedFile:
        with self._line.speaking():
            return preparing.await_ready(lambda: self.prepared_copy(code, number), wait, self._line.language)
