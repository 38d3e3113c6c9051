from yishu.core.errors import Problem


class BasketFull(Problem):
    """One application holds {most} resources at most: send what is in the list, then gather on."""

    code = "basket_full"
    status = 409
    zh = "一份申请最多 {most} 个资源：请先提交清单中的，再继续添加。"


class TooManyDrafts(Problem):
    """You have {most} drafts already: send or discard one first."""

    code = "too_many_drafts"
    status = 409
    zh = "您已有 {most} 份草稿，请先提交或删除一份。"


class DraftTooLong(Problem):
    """A draft holds {most} characters at most: shorten the texts."""

    code = "draft_too_long"
    status = 422
    zh = "草稿最多保存 {most} 个字符，请精简文字。"


class DraftNotFound(Problem):
    """There is no draft {draft}, or it is not yours."""

    code = "draft_not_found"
    status = 404
    zh = "没有编号为 {draft} 的草稿，或不是您的草稿。"


class OnlyForPeople(Problem):
    """A list of resources and drafts belong to a person: log in as one. A system sends its application at once."""

    code = "only_for_people"
    status = 403
    zh = "申请清单和草稿属于个人，请以人员身份登录；应用系统请直接提交申请。"
