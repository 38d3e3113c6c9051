from yishu.core.errors import Problem


class NotAuthenticated(Problem):
    """Say who you are: send `Authorization: Bearer KEY`, or log in."""

    code = "not_authenticated"
    status = 401
    zh = "请先表明身份：携带 `Authorization: Bearer 密钥`，或登录。"


class WrongKey(Problem):
    """This key is not known, or no longer valid. Check it, or ask your agency's administrator for a new one."""

    code = "wrong_key"
    status = 401
    zh = "密钥无效或已失效。请核对，或向本单位管理员申领新密钥。"


class WrongSignature(Problem):
    """The request's signature does not hold: {why}. Sign anew with a registered key, see docs/how-to/sign-requests.md."""

    code = "wrong_signature"
    status = 401
    zh = "请求的签名无效：{why}。请用已登记的密钥重新签名，见 docs/how-to/sign-requests.md。"


class SignatureReplayed(Problem):
    """This signed request came in before. Sign each request anew, with a nonce of its own."""

    code = "signature_replayed"
    status = 401
    zh = "此签名请求已经提交过。每个请求须以新的 nonce 重新签名。"


class KeyInAddress(Problem):
    """A key does not belong in an address, where it is logged: send it as `Authorization: Bearer KEY`. Revoke this one, it is known now."""

    code = "key_in_address"
    status = 400
    zh = "密钥不能写在网址里，网址会被记入日志：请用 `Authorization: Bearer 密钥` 发送。这把密钥已经外露，请吊销。"


class WrongPassword(Problem):
    """The login name or the password is wrong."""

    code = "wrong_password"
    status = 401
    zh = "登录名或密码不正确。"


class TooManyTries(Problem):
    """There were too many wrong tries. Wait {seconds} seconds, or ask your agency's administrator."""

    code = "too_many_tries"
    status = 429
    zh = "多次尝试未成功。请等待 {seconds} 秒再试，或联系本单位管理员。"


class RoleMissing(Problem):
    """This needs one of these roles: {role_en}. Where your agency may hold it, ask its administrator."""

    code = "role_missing"
    status = 403
    zh = "此操作需要下列职责之一：{role}。可由本单位担任的，请联系本单位管理员。"


class ScopeMissing(Problem):
    """This key is not for this: it lacks the scope {scope}."""

    code = "scope_missing"
    status = 403
    zh = "此密钥未开通“{scope}”用途。"


class AgencyNotFound(Problem):
    """There is no agency {code} here."""

    code = "agency_not_found"
    status = 404
    zh = "没有代码为 {code} 的单位。"


class SystemNotFound(Problem):
    """Your agency has no application system {name}."""

    code = "system_not_found"
    status = 404
    zh = "本单位没有应用系统“{name}”。"


class KeyNotFound(Problem):
    """Your agency has no such key."""

    code = "key_not_found"
    status = 404
    zh = "本单位没有此密钥。"


class PersonNotFound(Problem):
    """Your agency has nobody with the login name {name}."""

    code = "person_not_found"
    status = 404
    zh = "本单位没有登录名为“{name}”的人员。"


class CoordinatorElsewhere(Problem):
    """Only a person of the coordinating agency can be its coordinator: choose one of its people."""

    code = "coordinator_elsewhere"
    status = 422
    zh = "平台主管只能由平台主管部门的人员担任，请从该部门人员中选择。"


class AdministratorsAreThree(Problem):
    """System, security and audit administrator are three people who hold no other role: give this to somebody else."""

    code = "administrators_are_three"
    status = 422
    zh = "系统、安全、审计管理员须由三人分别担任，且不得兼任其他职责（三员分立），请另选人员。"


class OwnSubmission(Problem):
    """You submitted this yourself: somebody else must pass it."""

    code = "own_submission"
    status = 403
    zh = "这是您本人提交的，须由他人审核。"


class DivisionNotFound(Problem):
    """There is no division {code} in this node's tree (GB/T 2260)."""

    code = "division_not_found"
    status = 404
    zh = "本节点的行政区划中没有代码 {code}（GB/T 2260）。"
