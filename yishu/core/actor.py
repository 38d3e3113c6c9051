"""Who acts: a person of an agency, an application system, or the platform itself."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever causes something. `ref` is how evidence names it; `roles` are a person's, `scopes` a system's."""

    kind: Literal["person", "system", "platform"]
    id: int
    name: str
    agency_id: int
    agency_code: str
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)
    stands_in: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Roles that the person holds only while a colleague is away: (role, the colleague's `ref`). They are among `roles`."""
    source: str = field(default="", compare=False)
    """The address that the request came from, where it came over a network: grants may be bound to networks."""
    proof: tuple[str, ...] = ()
    """Where this request was signed: key id, signature (base64) and the text that was signed (RFC 9421). It goes on record with what the actor does."""

    @property
    def ref(self) -> str:
        return "platform" if self.kind == "platform" else f"{self.kind}:{self.id}"

    @property
    def own_refs(self) -> frozenset[str]:
        """Whose submissions the actor may not pass: their own, and those of everybody they stand in for."""
        return frozenset({self.ref}) | {ref for _role, ref in self.stands_in}


PLATFORM = Actor(kind="platform", id=0, name="platform", agency_id=0, agency_code="")
