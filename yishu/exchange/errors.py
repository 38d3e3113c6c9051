from yishu.core.errors import Problem


class RequestNotSigned(Problem):
    """This is for linked nodes: sign the request (RFC 9421) with the node's key. {why}"""

    code = "request_not_signed"
    status = 401
    zh = "此接口供已接通的平台节点使用：请用节点密钥对请求签名（RFC 9421）。{why}"


class SignatureUsed(Problem):
    """This very request was received before; sign a new one."""

    code = "signature_used"
    status = 401
    zh = "这一请求已经收到过，不再受理；请重新签名发送。"


class LinkNotConfirmed(Problem):
    """The link from {node} waits for this node's administrator to confirm it."""

    code = "link_not_confirmed"
    status = 403
    zh = "来自 {node} 的级联通道尚待本平台管理员确认。"


class LinkNotFound(Problem):
    """There is no link to a node {node}."""

    code = "link_not_found"
    status = 404
    zh = "没有与节点 {node} 的级联通道。"


class LinkExists(Problem):
    """There is a link to {node} already; close it before a new one is made."""

    code = "link_exists"
    status = 409
    zh = "与 {node} 已有级联通道；如需重建，请先关闭。"


class InvitationInvalid(Problem):
    """This invitation is unknown, used or expired; ask the upper node's administrator for a new one."""

    code = "invitation_invalid"
    status = 403
    zh = "邀请码无效、已用过或已过期，请向上级平台管理员重新索取。"


class WrongNode(Problem):
    """Another node answered at this address than the one that issued the invitation; check the address."""

    code = "wrong_node"
    status = 409
    zh = "该地址应答的不是签发邀请的平台，请核对地址。"


class NodeMisplaced(Problem):
    """A node {node} does not lie below {parent}: a link joins a node with one of its upper tiers."""

    code = "node_misplaced"
    status = 422
    zh = "节点 {node} 不在 {parent} 之下：级联通道只连接上下级平台。"


class LinkDown(Problem):
    """The node {name} ({node}) cannot be reached at the moment; what this node has of its own works on. Try again later."""

    code = "link_down"
    status = 503
    zh = "与{name}（{node}）的级联通道暂时中断；本平台自有资源照常可用。请稍后重试。"


class AnswerUnreadable(Problem):
    """The node {node} answered in a form that is not understood here; its administrator should compare the versions."""

    code = "answer_unreadable"
    status = 503
    zh = "节点 {node} 的应答无法识别，请双方管理员核对版本。"


class ForeignEntryNotFound(Problem):
    """No linked node has told of an entry {code}."""

    code = "foreign_entry_not_found"
    status = 404
    zh = "已接通的平台中没有资源 {code}。"


class NotOfferedAbroad(Problem):
    """The resource {code} cannot be applied for: its node says that it is {state}."""

    code = "not_offered_abroad"
    status = 409
    zh = "资源 {code} 不能申请：其所在平台标明为 {state}。"


class AgencyNotOfNode(Problem):
    """The agency {code} does not belong to the node {node}, so that node cannot act for it."""

    code = "agency_not_of_node"
    status = 403
    zh = "单位 {code} 不属于节点 {node}，该节点不能代其申请或调用。"


class ForeignApplicationNotFound(Problem):
    """Your agency has sent no application {id} to another node."""

    code = "foreign_application_not_found"
    status = 404
    zh = "本单位没有编号为 {id} 的跨平台申请。"


class NotReturned(Problem):
    """Nothing of this application came back: there is nothing to complete."""

    code = "foreign_application_not_returned"
    status = 409
    zh = "该申请没有被退回，无须补正。"


class AlreadySent(Problem):
    """This application has left your agency, or was withdrawn before: it cannot be withdrawn. A grant can be surrendered."""

    code = "foreign_application_sent"
    status = 409
    zh = "该申请已经发出或已撤回，不能撤回；已授权的可以放弃授权。"


class NotDelivered(Problem):
    """The first copy of {code} has not been delivered yet; it comes by itself, try again shortly."""

    code = "not_delivered"
    status = 503
    zh = "{code} 的首份副本尚未送达，送达后即可下载，请稍后重试。"


class ReplicaUnconfirmed(Problem):
    """Whether the grant still holds cannot be known: the node {node} ({name}) has not been reached for more than {hours} hours. The copy can be used again once it answers."""

    code = "replica_unconfirmed"
    status = 503
    zh = "与{name}（{node}）失联已超过 {hours} 小时，无法确认授权是否仍然有效，副本暂停使用；恢复联系后即可下载。"


class NodeUrlInvalid(Problem):
    """The address of a node is http(s)://host[:port], without a path."""

    code = "node_url_invalid"
    status = 422
    zh = "平台地址应写成 http(s)://主机[:端口]，不带路径。"
