"""Lines of a list to collect, and the law cited for them, as the API speaks of them (15.2)."""

from ninja import Schema

from yishu.agencies.api import PlainText, WholeNumber, YesNo
from yishu.catalogue.collection.lines import CollectedLine


class CollectionLineOut(Schema):
    """`found`: obtainable, similar, new. `struck`: it is had by sharing, by the resource named. `citation`: "", waiting, passed, refused."""

    position: int
    name: str
    key: bool
    found: str
    struck: bool
    resource: str | None
    resource_name: str
    provider: str
    apply: str
    citation: str
    law: str

    @classmethod
    def told(cls, line: CollectedLine) -> "CollectionLineOut":
        return cls(
            position=line.position,
            name=line.name,
            key=line.is_key,
            found=line.found,
            struck=line.is_struck,
            resource=line.resource.code if line.resource else None,
            resource_name=line.resource_name,
            provider=line.provider_name,
            apply=line.apply_path if line.is_struck else "",
            citation=line.citation,
            law=line.cited,
        )


class CitationIn(Schema):
    positions: list[WholeNumber]
    law: PlainText
    article: PlainText
    reason: PlainText

    @property
    def words(self) -> dict[str, str]:
        return {"law": self.law, "article": self.article, "reason": self.reason}


class CitationReviewIn(Schema):
    positions: list[WholeNumber]
    passes: YesNo
    opinion: PlainText = ""
