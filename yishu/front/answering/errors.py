"""Why a question gets no answer. The node is told the code alone."""

from yishu.core.errors import Problem


class NotTheNode(Problem):
    """The question is not signed by the node whose key stands in node_key, or not for this address, or not now ({reason}): compare node_key, origin and the clocks."""

    code = "front_not_the_node"
    status = 401
    zh = "问询不是 node_key 所写节点签名的，或不是签给这个地址、这个时刻的（{reason}）：请核对 node_key、origin 和两边的时钟。"


class AskedBefore(Problem):
    """This question was asked before: each is answered once."""

    code = "front_asked_before"
    status = 409
    zh = "这个问询已答复过：每个问询只答一次。"


class NotAnswered(Problem):
    """No section [[answer]] is about {resource}: write one, or end the mount at the node."""

    code = "front_not_answered"
    status = 404
    zh = "没有关于 {resource} 的 [[answer]]：请加写一节，或在节点解除挂接。"


class ItemsNotDeclared(Problem):
    """The columns of {resource} hold no such items: {items}."""

    code = "front_items_not_declared"
    status = 403
    zh = "{resource} 的 columns 中没有这些信息项：{items}。"


class QuestionMalformed(Problem):
    """The question is not one that this agent knows: agent and node must fit together; update the older one."""

    code = "front_question_malformed"
    status = 422
    zh = "前置交换不认识这种问询：请使前置交换与节点的版本相配，更新较旧的一方。"


class KeyNotUnique(Problem):
    """Several rows of {table} have the key that was asked for: a subject has one record; answer out of a view in which each key stands once."""

    code = "front_key_not_unique"
    status = 500
    zh = "{table} 中有多行与所问的主键相同：一个对象只有一条记录，请改用主键不重复的视图。"


class SourceTooSlow(Problem):
    """{table} did not answer within {seconds} s: make an index over the key, or allow more seconds."""

    code = "front_source_too_slow"
    status = 504
    zh = "{table} 在 {seconds} 秒内没有答复：请为主键建立索引，或放宽 seconds。"


class PlaceTaken(Problem):
    """The agent cannot listen at {place} ({reason}): name another host or port in listen, or end the program that has it."""

    code = "front_place_taken"
    status = 409
    zh = "无法在 {place} 监听（{reason}）：请在 listen 中换一个地址或端口，或停止占用它的程序。"


class CertificateWrong(Problem):
    """The certificate and its key cannot be used ({reason}): both are PEM, and belong together."""

    code = "front_certificate_wrong"
    status = 422
    zh = "证书和私钥无法使用（{reason}）：两者须为 PEM 格式且配套。"


class LedgerDamaged(Problem):
    """The journal {path} cannot be read or written ({reason}): nothing is answered without it; free some space, or put it aside and start anew."""

    code = "front_ledger_damaged"
    status = 503
    zh = "答复日志 {path} 无法读写（{reason}）：没有它就不答复；请腾出空间，或将其移开后重新启动。"


class PackageMissing(Problem):
    """To answer questions the agent needs the package cryptography: pip install "yishu[front,front-answers]"."""

    code = "front_package_missing"
    status = 422
    zh = '答复问询需要 cryptography：pip install "yishu[front,front-answers]"。'


class BlindKeyUnknown(Problem):
    """The envelope is for another key than this agent has: confirm its key anew at the node, and tell the callers."""

    code = "front_blind_key_unknown"
    status = 409
    zh = "信封不是封给本前置交换的密钥的：请在节点重新确认公钥，并告知使用单位。"


class EnvelopeUnreadable(Problem):
    """The envelope does not open: it was altered, or is meant for another resource, duty, case or other items than the node permitted."""

    code = "front_envelope_unreadable"
    status = 422
    zh = "信封打不开：它被改动过，或是封给别的资源、事项、办件、信息项的，与节点许可的不同。"
