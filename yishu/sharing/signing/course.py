"""Sign-off as a course shows it: to its own agency whole, to the other side who signed what has left it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yishu.sharing.signing.models import Round, Signature, Stage
from yishu.sharing.signing.queries import who_may_sign
from yishu.shell.components import Step


def shown_rounds(rounds: Iterable[Round], agency: int | None) -> list[Round]:
    """One's own, and of the other side those by which something left it."""
    return [one for one in rounds if one.agency_id == agency or one.state == Round.State.SIGNED]


def steps_of(rounds: Iterable[Round], stage: Stage, agency: int | None) -> tuple[list[Step], list[Step]]:
    """What was done, and what is still to be signed, of one stage."""
    done: list[Step] = []
    ahead: list[Step] = []
    for one in shown_rounds(rounds, agency):
        if one.stage != stage:
            continue
        is_own = one.agency_id == agency
        done += [*_begun(one, is_own), *(_signed(one, each, is_own) for each in one.signatures.all())]
        if one.state == Round.State.VOID:
            done.append(Step(_("内容有变更，审批作废"), "", one.ended_at, "refused"))
        ahead += _ahead(one)
    return done, ahead


def _begun(one: Round, is_own: bool) -> list[Step]:
    if not is_own:
        return []
    what = _("送本单位审批") if one.stage == Stage.APPLICATION else _("拟办意见送本单位审批")
    return [Step(what, f"{one.agency.name} {one.prepared_by_name}", one.prepared_at)]


def _signed(one: Round, each: Signature, is_own: bool) -> Step:
    what = _("{step}：{act}").format(step=one.turns[each.n - 1].name, act=each.get_act_display())  # type: ignore[attr-defined]
    state = "done" if each.act == Signature.Act.SIGNED else "refused"
    return Step(what, f"{one.agency.name} {each.by_name}", each.at, state, each.opinion if is_own else "")


def _ahead(one: Round) -> list[Step]:
    if one.state != Round.State.OPEN:
        return []
    who = "、".join(person.name for person in who_may_sign(one)) or _("无人可审批，请单位管理员指定人员")
    later = [Step(turn.name, one.agency.name, state="waiting") for turn in one.turns[one.at_step :]]
    return [Step(one.turn.name, who, state="current"), *later]
