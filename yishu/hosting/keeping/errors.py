"""What can go wrong when hosted data takes another shape, or versions are kept by rule."""

from yishu.core.errors import Problem


class StandingRecordsMisfit(Problem):
    """The new version of the entry changes {items}; {count} hosted records do not fit, and would be sent back with that item empty. Nothing was published: look at them
    and agree on the page of the resource's versions, or send a file that puts them right."""

    code = "standing_records_misfit"
    status = 409
    zh = (
        "新版条目改动了 {items}，已入库的 {count} 条记录不合新的要求，转换后该项为空并列为问题数据。"
        "尚未发布任何数据：请在该资源的“数据版本”页查看并确认，或提交已更正这些记录的文件。"
    )


class NothingToConvert(Problem):
    """The hosted data of {code} has the shape of its entry: there is nothing to convert."""

    code = "nothing_to_convert"
    status = 409
    zh = "{code} 的数据已与条目一致，无须转换。"


class KeepRuleStands(Problem):
    """Versions of {code} are kept by this rule already."""

    code = "keep_rule_stands"
    status = 409
    zh = "{code} 已按此规则保留版本。"
