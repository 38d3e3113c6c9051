"""What a caller asks for, from a request of the wire; whatever is wrong with its form is said by field."""

from collections.abc import Collection, Sequence
from typing import Any, Final, Literal

from msgspec import UNSET, Struct

from yishu.access.errors import TooManySubjects
from yishu.access.subjects import MOST
from yishu.catalogue.rules import ITEM_CODE
from yishu.core.errors import FieldError, Invalid
from yishu.wire.data import Purpose, QueryRequest, VerifyRequest

LONGEST_TEXT: Final = 200  # a duty or case, as the evidence has room for it
MOST_ITEMS: Final = 200


class Ask(Struct, frozen=True):
    """One call: `claims` (verify) stand in the order of `subjects`, `wanted` (query) are the items in the order asked."""

    mode: Literal["verify", "query"]
    code: str
    duty: str
    case: str
    grant: str | None
    items: frozenset[str]
    subjects: Sequence[Any]
    many: bool
    claims: tuple[dict[str, Any], ...] = ()
    wanted: tuple[str, ...] = ()
    meanings: bool = False
    """Whether what codes mean is wanted as well."""
    source: int | None = None
    """Where the call comes from, as `core.networks.address_of` numbers it."""


def ask_to_verify(code: str, request: VerifyRequest, source: int | None = None, *, most: int = MOST) -> Ask:
    """Raises Invalid, or TooManySubjects beyond `most`. `code` is the resource's, as in a path."""
    if request.blind is not UNSET:
        zh, en = "盲核验请直接调用托管该资源的节点。", "Verify blindly at the node that has the resource itself."
        raise Invalid(errors=[FieldError("blind", "at_its_node", zh, en)])
    duty, case = _purpose(request.purpose)
    if request.subjects is UNSET:
        _require_one(request.subject, None, most)
        claims = ({} if request.claims is UNSET else request.claims,)
        subjects: tuple[Any, ...] = (request.subject,)
    else:
        _require_one(request.subject, request.subjects, most)
        if request.claims is not UNSET:
            zh, en = "多个对象时，claims 写在每个对象旁。", "With many subjects, claims stand beside each of them."
            raise Invalid(errors=[FieldError("claims", "beside_each", zh, en)])
        claims = tuple(each.claims for each in request.subjects)
        subjects = tuple(each.subject for each in request.subjects)
    items = frozenset(claims[0]) if len(claims) == 1 else frozenset().union(*claims)
    _require_items(items, "claims")
    many = request.subjects is not UNSET
    return Ask("verify", code, duty, case, _grant(request.grant), items, subjects, many, claims=claims, source=source)


def ask_blindly(code: str, request: VerifyRequest, source: int | None = None) -> Ask:
    """The same about one subject that cannot be read here. Raises Invalid."""
    asked = request.blind
    assert asked is not UNSET
    duty, case = _purpose(request.purpose)
    given = {"subject": request.subject, "claims": request.claims, "subjects": request.subjects}
    if open_ := [name for name, value in given.items() if value is not UNSET]:
        zh, en = "盲核验的对象和声称值只写在信封里。", "Of a blind call subject and claims stand in the envelope alone."
        raise Invalid(errors=[FieldError(name, "in_the_envelope", zh, en) for name in open_])
    if not asked.items:
        zh, en = "请写明核对哪些信息项。", "Name the items that are claimed."
        raise Invalid(errors=[FieldError("blind.items", "required", zh, en)])
    _require_items(asked.items, "blind.items")
    return Ask("verify", code, duty, case, _grant(request.grant), frozenset(asked.items), range(1), True, source=source)


def ask_to_query(code: str, request: QueryRequest, source: int | None = None, *, most: int = MOST) -> Ask:
    """Raises Invalid, or TooManySubjects beyond `most`. `code` is the resource's, as in a path."""
    if request.place is not UNSET:
        zh, en = "按位置查询请直接调用托管该资源的节点。", "Ask by place at the node that hosts the resource itself."
        raise Invalid(errors=[FieldError("place", "at_its_node", zh, en)])
    if refers(request):
        zh = "引用请直接向托管该资源的节点查询，一次不超过 1000 个。"
        en = "Ask for references, and by them, at the node that hosts the resource itself, 1000 at a time at most."
        raise Invalid(errors=[FieldError("as", "at_its_node", zh, en)])
    duty, case = _purpose(request.purpose)
    wanted = wanted_items(request)
    many = request.subjects is not UNSET
    _require_one(request.subject, request.subjects if request.subjects is not UNSET else None, most)
    subjects = (request.subject,) if request.subjects is UNSET else tuple(request.subjects)
    grant = _grant(request.grant)
    told = request.meanings is True
    items = frozenset(wanted)
    return Ask("query", code, duty, case, grant, items, subjects, many, wanted=wanted, meanings=told, source=source)


def refers(request: QueryRequest) -> bool:
    """Whether it is about references instead of values."""
    return request.references is not UNSET or request.as_ == "reference"


def ask_to_resolve(code: str, request: QueryRequest, items: frozenset[str], count: int, source: int | None) -> Ask:
    """About so many subjects, and these items of them, that stand in the request's references. Raises Invalid, TooManySubjects."""
    duty, case = _purpose(request.purpose)
    references = request.references
    assert references is not UNSET
    others = {"subject": request.subject, "subjects": request.subjects, "as": request.as_, "place": request.place}
    given = [name for name, value in others.items() if value is not UNSET] + ["items"] * bool(request.items)
    if given:
        zh, en = "引用已含对象和信息项，不另写此字段。", "The references say the subjects and items: leave this out."
        raise Invalid(errors=[FieldError(name, "in_the_reference", zh, en) for name in given])
    _require_one(UNSET, references, MOST)
    return Ask(
        "query", code, duty, case, _grant(request.grant), items, range(count), True, wanted=tuple(items), source=source
    )


def ask_about_many(
    mode: Literal["verify", "query"],
    code: str,
    purpose: Purpose,
    items: Collection[str],
    count: int,
    grant: str | None,
    source: int | None,
    *,
    most: int,
) -> Ask:
    """The same about so many subjects that are read elsewhere: of them it says the number alone. Raises Invalid, TooManySubjects."""
    duty, case = _purpose(purpose)
    wanted = wanted_items(QueryRequest(purpose, list(items))) if mode == "query" else ()
    subjects = range(count)
    _require_one(UNSET, subjects, most)
    _require_items(items, "claims" if mode == "verify" else "items")
    return Ask(mode, code, duty, case, _grant(grant), frozenset(items), subjects, True, wanted=wanted, source=source)


def ask_by_place(code: str, request: QueryRequest, source: int | None = None) -> Ask:
    """The same call without a subject: what lies at `request.place`, which `places.asking` reads. Raises Invalid."""
    duty, case = _purpose(request.purpose)
    wanted = wanted_items(request)
    if refers(request):
        zh, en = "按位置查询不能取引用。", "There are no references by place."
        raise Invalid(errors=[FieldError("as", "not_by_place", zh, en)])
    if request.subject is not UNSET or request.subjects is not UNSET:
        zh, en = "place 与 subject、subjects 只能给一个。", "Give either place, or subject, or subjects."
        raise Invalid(errors=[FieldError("place", "one_of_two", zh, en)])
    grant = _grant(request.grant)
    told = request.meanings is True
    return Ask(
        "query", code, duty, case, grant, frozenset(wanted), (), True, wanted=wanted, meanings=told, source=source
    )


def wanted_items(request: QueryRequest) -> tuple[str, ...]:
    """The items of a query, each once, in the order asked."""
    if not request.items:
        raise Invalid(errors=[FieldError("items", "required", "请至少写一个信息项。", "Name at least one item.")])
    wanted = tuple(dict.fromkeys(request.items))
    _require_items(wanted, "items")
    return wanted


def _purpose(purpose: Purpose) -> tuple[str, str]:
    duty, case = purpose.duty.strip(), purpose.case.strip()
    if duty and len(duty) <= LONGEST_TEXT >= len(case) and (duty + case).isprintable():
        return duty, case
    wrong = []
    if not duty:
        zh, en = "请写明履职事项。", "Name the duty that the call serves."
        wrong.append(FieldError("purpose.duty", "required", zh, en))
    for field, text in (("purpose.duty", duty), ("purpose.case", case)):
        if len(text) > LONGEST_TEXT or not text.isprintable():
            zh, en = "应为不超过 {most} 个可见字符。", "At most {most} characters, none of them a control character."
            wrong.append(FieldError(field, "text", zh, en, most=LONGEST_TEXT))
    raise Invalid(errors=wrong)


def _require_one(subject: Any, subjects: Sequence[Any] | None, most: int) -> None:
    """Either one subject or a list of some."""
    if subjects is None:
        if subject is UNSET:
            zh, en = "请给出 subject，或给出 subjects。", "Give subject, or subjects."
            raise Invalid(errors=[FieldError("subject", "required", zh, en)])
        return
    if subject is not UNSET:
        zh, en = "subject 与 subjects 只能给一个。", "Give either subject or subjects, not both."
        raise Invalid(errors=[FieldError("subject", "one_of_two", zh, en)])
    if not subjects:
        zh, en = "请至少给出一个对象。", "Give at least one subject."
        raise Invalid(errors=[FieldError("subjects", "required", zh, en)])
    if len(subjects) > most:
        raise TooManySubjects(most=most)


def _require_items(items: Collection[str], field: str) -> None:
    """Some items, not too many, each named by what can be an item's code."""
    if len(items) > MOST_ITEMS:
        zh, en = "一次最多 {most} 个信息项。", "At most {most} items in one call."
        raise Invalid(errors=[FieldError(field, "too_many", zh, en, most=MOST_ITEMS)])
    if not all(map(ITEM_CODE.fullmatch, items)):
        zh = "信息项用其代码书写：小写字母开头，由小写字母、数字和下划线组成，不超过 48 个字符。"
        en = "Name items by their codes: a lower-case letter first, then lower-case letters, digits and underscores, 48 characters at most."
        raise Invalid(errors=[FieldError(field, "item_code", zh, en)])


def _grant(text: str | None) -> str | None:
    return text.strip().lower() if text else None
