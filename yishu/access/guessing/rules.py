"""What of a call is a guess, and when it was one too many. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final, NamedTuple, TypeVar

from msgspec import Struct

from yishu.access.asks import Ask
from yishu.access.governed import Answer, Permit
from yishu.access.subjects import Subject
from yishu.core.calendar import seconds_left
from yishu.core.errors import FieldError, Problem
from yishu.core.text import fold
from yishu.wire.data import QueryAnswer, QueryManyAnswer, VerifyAnswer, VerifyManyAnswer

WRONG: Final = 10
"""So many different wrong values a caller may claim of one item of one subject in a day."""
Told = TypeVar("Told", bound=Problem)
_NAMED: Final = 20  # claims that a refusal points at


class Claim(NamedTuple):
    """One claim of a call, as it is counted: `who` is caller, resource, item and subject, `value` what is claimed, both as keyed hashes."""

    who: bytes
    value: bytes
    item: str
    place: int
    is_wrong: bool


class Tries(Struct, frozen=True):
    """What one answered call has tried. `claims` are those that were compared, right or wrong, or the wrong ones alone; `misses` the subjects without a record or with a wrong claim."""

    caller: str
    resource: str
    claims: tuple[Claim, ...]
    misses: int
    most_misses: int
    many: bool

    @property
    def wrong(self) -> list[Claim]:
        return [claim for claim in self.claims if claim.is_wrong]

    def stopped(self, known: Mapping[bytes, frozenset[bytes]], now: datetime) -> Problem | None:
        """`known` are the wrong values of those of whom no more may be tried: they are answered as before, any other is not, right or wrong."""
        beyond = [claim for claim in self.claims if claim.who in known and claim.value not in known[claim.who]]
        return too_many_wrong(beyond, self.many, now) if beyond else None


class TooManyWrongClaims(Problem):
    """{most} different values were claimed wrongly today of an item of this subject: nothing else is compared of it until tomorrow. Check the papers, or ask the provider."""

    code = "too_many_wrong_claims"
    status = 429
    zh = "今天对同一对象的同一信息项已有 {most} 个不同的值比对不符，为防止逐个试猜，今日不再比对其他值：请核实材料，或与提供单位联系，明日再试。"


class TooManyMisses(Problem):
    """{most} subjects asked about today have no record or do not match: call again tomorrow, or ask the provider for a higher limit `misses` of the grant."""

    code = "too_many_misses"
    status = 429
    zh = "今天查无记录或比对不符的对象已达 {most} 个，为防止批量试猜，请明日再调用；确有需要的，请申请变更授权，由提供单位放宽“每天查无或不符人次”。"


def has_missed(made: Answer) -> bool:
    """Whether some subject has no record, or something was claimed wrongly."""
    if isinstance(made, VerifyAnswer):
        return not made.found or "mismatch" in made.result.values()
    if isinstance(made, VerifyManyAnswer):
        return any(not each.found or "mismatch" in each.result.values() for each in made.results)
    if isinstance(made, QueryAnswer):
        return not made.found
    return isinstance(made, QueryManyAnswer) and not all(each.found for each in made.records)


def tries_of(ask: Ask, caller: str, permit: Permit, made: Answer, secret: bytes, *, whole: bool = True) -> Tries:
    """What the call has tried, by its answer; of the claims those alone that were wrong unless `whole`."""
    claims: tuple[Claim, ...] = ()
    if isinstance(made, VerifyAnswer):
        claims = tuple(_claims(ask, caller, permit, [made.result], secret, whole))
        misses = int(not made.found or any(claim.is_wrong for claim in claims))
    elif isinstance(made, VerifyManyAnswer):
        claims = tuple(_claims(ask, caller, permit, [each.result for each in made.results], secret, whole))
        missed = {claim.place for claim in claims if claim.is_wrong}
        misses = len(missed) + sum(not each.found for each in made.results)
    elif isinstance(made, QueryAnswer):
        misses = int(not made.found)
    else:
        misses = sum(not each.found for each in made.records) if isinstance(made, QueryManyAnswer) else 0
    return Tries(caller, permit.plan.code, claims, misses, permit.misses, ask.many)


def _claims(
    ask: Ask, caller: str, permit: Permit, results: Sequence[Mapping[str, str]], secret: bytes, whole: bool
) -> Iterator[Claim]:
    """An empty item tells nothing to whoever guesses, so that it counts for nothing."""
    for place, (subject, claims, result) in enumerate(zip(permit.subjects, ask.claims, results, strict=True)):
        for item, verdict in result.items():
            if verdict == "mismatch" or (whole and verdict != "empty"):
                yield claim_of(
                    (caller, permit.plan.code, subject), item, claims[item], place, verdict == "mismatch", secret
                )


def claim_of(
    asked: tuple[str, str, Subject], item: str, claimed: Any, place: int, is_wrong: bool, secret: bytes
) -> Claim:
    """One claim that was compared; `asked`: by whom, of which resource and subject."""
    caller, resource, subject = asked
    who = f"{caller}\0{resource}\0{item}\0{subject.kind}\0{subject.text}"
    return Claim(_hash(secret, who, 16), _hash(secret, _text(claimed), 8), item, place, is_wrong)


def _text(claimed: Any) -> str:
    """Written otherwise, it is no other guess."""
    return fold(str(claimed))


def _hash(secret: bytes, text: str, size: int) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), key=secret, digest_size=size).digest()


def too_many_wrong(claims: Sequence[Claim], many: bool, now: datetime) -> TooManyWrongClaims:
    """The refusal that points at these claims."""
    zh = "今天已有 {most} 个不同的值比对不符，今日不再比对其他值：请核实材料，或与提供单位联系。"
    en = "{most} different values were wrong today: nothing else is compared of it until tomorrow. Check the papers, or ask the provider."
    errors = [FieldError(_field_of(claim, many), "tries", zh, en, most=WRONG) for claim in claims[:_NAMED]]
    return _until_tomorrow(TooManyWrongClaims(errors=errors, most=WRONG), now)


def _field_of(claim: Claim, many: bool) -> str:
    return f"subjects[{claim.place}].claims.{claim.item}" if many else f"claims.{claim.item}"


def too_many_misses(most: int, now: datetime) -> TooManyMisses:
    return _until_tomorrow(TooManyMisses(most=most), now)


def _until_tomorrow(problem: Told, now: datetime) -> Told:
    """Counting begins anew with the day of Asia/Shanghai."""
    problem.pause = seconds_left(now)
    return problem
