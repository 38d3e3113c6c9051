from yishu.core.errors import Problem


class SecondFactorNeeded(Problem):
    """This account needs a second factor: send the six digits of your authenticator application, or a recovery code, as `otp`."""

    code = "second_factor_needed"
    status = 401
    zh = "此账号须第二重验证：请在 `otp` 中填写验证器的六位数字，或一个恢复码。"


class SecondFactorMissing(Problem):
    """Your role needs a second factor and you have none yet: log in on the page, and set one up there."""

    code = "second_factor_missing"
    status = 403
    zh = "您的职责须设第二重验证，您尚未设置：请先在页面上登录并设置。"


class WrongCode(Problem):
    """The code is wrong, expired, or was used already. Wait for the next one and try again."""

    code = "wrong_code"
    status = 401
    zh = "验证码不正确、已过期或者已用过，请等待下一个验证码再试。"


class WrongPasskey(Problem):
    """The passkey could not be verified. Try again, or choose another way."""

    code = "wrong_passkey"
    status = 401
    zh = "通行密钥验证未通过，请重试，或改用其他方式。"


class LoginExpired(Problem):
    """This login has taken too long, or was ended. Begin again."""

    code = "login_expired"
    status = 401
    zh = "本次登录已超时或者已终止，请重新登录。"


class InvitationNotFound(Problem):
    """This link is not valid: it was used, replaced or has expired. Ask your agency's administrator for a new one."""

    code = "invitation_not_found"
    status = 404
    zh = "此链接无效：已使用、已被新链接取代或者已过期。请联系本单位管理员重新签发。"


class PasswordNeeded(Problem):
    """Confirm your password first: this changes how you log in."""

    code = "password_needed"
    status = 403
    zh = "请先确认密码：此操作将改变您的登录方式。"


class FactorRequired(Problem):
    """Your role needs a second factor: set up another before you remove this one."""

    code = "factor_required"
    status = 409
    zh = "您的职责须设第二重验证：请先设置另一种，再删除这一种。"


class NothingToRemove(Problem):
    """There is no such second factor of yours."""

    code = "factor_not_found"
    status = 404
    zh = "您没有这一重验证。"


class WorkLeft(Problem):
    """Work is still open in this person's name ({count}): name somebody of the agency who takes it over."""

    code = "work_left"
    status = 409
    zh = "此人名下还有 {count} 件未办结：请指定本单位一人接手。"


class SessionNotFound(Problem):
    """There is no such session."""

    code = "session_not_found"
    status = 404
    zh = "没有此登录会话。"


class OwnAccount(Problem):
    """This is your own account: somebody else must do it, or use the page of your own login."""

    code = "own_account"
    status = 403
    zh = "这是您本人的账号：须由他人办理，或在“登录安全”中自行设置。"


class ProviderRefused(Problem):
    """The login by {name} did not succeed. Begin again, or log in with your password."""

    code = "provider_refused"
    status = 401
    zh = "用{name}登录未成功，请重新登录，或改用密码。"


class IdentityUnknown(Problem):
    """Nobody here is known by that identity. Log in with your password, or ask your agency's administrator."""

    code = "identity_unknown"
    status = 403
    zh = "该身份在本平台没有对应的人员。请用密码登录，或联系本单位管理员。"


class CertificateMissing(Problem):
    """No certificate came with the request. Insert your UKey, choose its certificate when the browser asks, and try again."""

    code = "certificate_missing"
    status = 401
    zh = "没有收到数字证书：请插好 UKey，在浏览器询问时选择其中的证书，再试一次。"


class CertificateRefused(Problem):
    """This certificate does not hold: it has run out, was revoked, or comes from an authority that is not recognised here."""

    code = "certificate_refused"
    status = 403
    zh = "此证书无效：已过期、已吊销，或者颁发机构不被本平台承认。"


class AuthoritiesUnreadable(Problem):
    """This node cannot read its list of authorities or of revoked certificates: log in with your password, and tell its administrator."""

    code = "authorities_unreadable"
    status = 503
    zh = "平台读不到证书颁发机构或吊销列表，暂不能用证书登录：请用密码登录，并告知平台管理员。"


class CertificateTaken(Problem):
    """This certificate is somebody else's here, or another one of this authority is yours already: remove that first."""

    code = "certificate_taken"
    status = 409
    zh = "此证书已对应他人，或者您已绑定同一机构的另一张证书：请先解除原来的绑定。"
