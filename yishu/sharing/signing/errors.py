from yishu.core.errors import Problem


class RoundNotFound(Problem):
    """There is no sign-off {round}, or it is not your agency's."""

    code = "sign_off_not_found"
    status = 404
    zh = "没有编号为 {round} 的内部审批，或不属于本单位。"


class RoundEnded(Problem):
    """This sign-off is over: {state_en}. Open the page again to see where it stands."""

    code = "sign_off_ended"
    status = 409
    zh = "该内部审批已结束：{state}。请刷新页面查看进展。"


class StepSigned(Problem):
    """This step was signed a moment ago; step {n} waits now. Open the page again."""

    code = "sign_off_step_signed"
    status = 409
    zh = "该环节刚刚已由他人审批，现为第 {n} 环节。请刷新页面。"


class ChangedSincePrepared(Problem):
    """What you saw is not what is to be signed now: it was changed. Open the page again and read it anew."""

    code = "sign_off_changed"
    status = 409
    zh = "送审内容已变更，与您看到的不一致。请刷新页面，重新核对后审批。"


class NotYourTurn(Problem):
    """The step “{step}” is signed by: {who}."""

    code = "sign_off_not_yours"
    status = 403
    zh = "“{step}”由以下人员审批：{who}。"


class OwnWork(Problem):
    """Nobody signs what they prepared themselves. Somebody else must sign it."""

    code = "sign_off_own_work"
    status = 403
    zh = "不能审批自己经办的事项，须由他人审批。"


class SignedAlready(Problem):
    """Nobody signs two steps of one thing. You have signed an earlier one; somebody else signs this."""

    code = "sign_off_signed_already"
    status = 403
    zh = "同一事项的两个环节不能由同一人审批，您已审批过前一环节，须由他人审批。"


class UnderSignOff(Problem):
    """A decision is already being signed off inside of your agency, at “{step}”. Take it back first to decide otherwise."""

    code = "under_sign_off"
    status = 409
    zh = "拟办意见正在本单位审批（{step}）。需要修改的，请先撤回。"


class EntryChanged(Problem):
    """The entry of {resource} has changed since this was prepared. Send it back; whoever prepared it withdraws it and applies anew."""

    code = "entry_changed_since_prepared"
    status = 409
    zh = "资源 {resource} 的目录在送审后已变更，不能照原内容发出。请退回，由经办人撤回后重新申请。"
