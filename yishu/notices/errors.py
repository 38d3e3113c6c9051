from yishu.core.errors import Problem


class SendingFailed(Exception):
    """One attempt came to nothing. `lasting`: no further one will do better; `reached`: the other side answered, so that only this message is in trouble."""

    def __init__(self, why: str, *, lasting: bool = False, reached: bool = True) -> None:
        self.why, self.lasting, self.reached = why, lasting, reached
        super().__init__(why)


class NoticeNotFound(Problem):
    """You have no such notice."""

    code = "notice_not_found"
    status = 404
    zh = "您没有这条通知。"


class WebhookNotFound(Problem):
    """Your agency has no such webhook."""

    code = "webhook_not_found"
    status = 404
    zh = "本单位没有这个 Webhook。"


class DeliveryNotFound(Problem):
    """There is no such failed delivery; it may have been sent again already."""

    code = "delivery_not_found"
    status = 404
    zh = "没有这条发送失败的通知；可能已重新发送。"


class TooManyWebhooks(Problem):
    """This system has {most} webhooks already; remove one first."""

    code = "too_many_webhooks"
    status = 409
    zh = "该应用系统已有 {most} 个 Webhook；请先删除不用的。"


class NoticesAreForPeople(Problem):
    """Notices are read by people; a system is told by its webhooks."""

    code = "notices_are_for_people"
    status = 403
    zh = "通知由人员阅读；应用系统通过 Webhook 接收。"
