"""Why a subject cannot be found by an alternative key: one code each (27.2)."""

from yishu.core.errors import Problem


class AmbiguousSubject(Problem):
    """More than one record that you may see has this value: name the subject by its key ({key}), or by another of its numbers."""

    code = "ambiguous_subject"
    status = 409
    zh = "您可以看到的记录中，不止一条有此值，不能确定是哪一条：请用主键（{key}）或其他标识查询。"


class AlternativeNotReady(Problem):
    """The entry declares {items} as an alternative key, but the hosted data cannot be searched by it yet: name the subject by its key, or try again in some minutes; what still fails then has to be published anew by its provider."""

    code = "alternative_not_ready"
    status = 409
    zh = "条目已声明替代主键 {items}，但托管数据尚未就绪：请先用主键查询，或几分钟后重试；仍不可用的，须由提供单位按现行条目重新发布数据。"


class NamedByKeyOnly(Problem):
    """{code} is reached through its provider's own interface, which is asked by the key alone: name the subject by {key}."""

    code = "named_by_key_only"
    status = 422
    zh = "{code} 经提供单位接口提供，只能按主键查询：请给出 {key}。"


class SubjectItemMasked(Problem):
    """The items {items} come masked, so nobody may ask by them: name the subject by its key."""

    code = "subject_item_masked"
    status = 403
    zh = "信息项 {items} 脱敏提供，不能凭此查询：请用主键查询。"
