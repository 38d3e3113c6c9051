"""Why a call cannot be blind."""

from yishu.core.errors import Problem


class NotBlind(Problem):
    """This resource is not verified blindly: it must be mounted on its provider's front agent, and the agent's key confirmed. Verify in the ordinary way."""

    code = "not_blind"
    status = 409
    zh = "该资源不能盲核验：须挂接在提供单位的前置交换上，并由其确认公钥。请用普通的比对验证。"


class GrantNotBlind(Problem):
    """The grant opens some records only, which cannot be told without reading: verify in the ordinary way, or apply for another grant."""

    code = "grant_not_blind"
    status = 403
    zh = "该授权只开放部分记录，不读内容就无从判断，不能盲核验：请用普通的比对验证，或另行申请授权。"


class BlindKeyOther(Problem):
    """The envelope is sealed for another key than the provider's front agent has now: compare its fingerprint with the provider, then seal anew."""

    code = "blind_key_other"
    status = 409
    zh = "信封所用的公钥不是提供单位前置交换现在的公钥：请与提供单位核对指纹，重新封装。"
