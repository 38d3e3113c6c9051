"""What Delta Sharing refuses."""

from yishu.core.errors import Problem


class NoBulkGrant(Problem):
    """This grant has no bulk mode: a profile opens copies only. Use the API for verify and query."""

    code = "no_bulk_grant"
    status = 409
    zh = "该授权不含批量复制，没有配置文件；比对、查询请用接口。"


class GrantOver(Problem):
    """This grant is not in force any more."""

    code = "grant_over"
    status = 409
    zh = "该授权已不在有效期内。"


class NotOfThisGrant(Problem):
    """Name an application system of your own agency that the grant is for: {known}."""

    code = "system_not_of_grant"
    status = 422
    zh = "请指明授权所列的本单位应用系统：{known}。"


class ProfileVoid(Problem):
    """The profile is unknown, was renewed, or its system is not in use any more: fetch it anew from the grant."""

    code = "profile_void"
    status = 401
    zh = "配置文件无效、已换新，或所属应用系统已停用：请在授权页面重新下载。"


class NoSuchTable(Problem):
    """Your profile opens no share, schema or table of this name."""

    code = "no_such_table"
    status = 404
    zh = "配置文件所含的授权中没有这个共享、模式或数据表。"


class NoSuchVersion(Problem):
    """No version of this table goes with that moment: name another moment, or a version."""

    code = "no_such_version"
    status = 404
    zh = "没有与该时刻相符的数据版本：请换一个时刻，或写明版本号。"


class TooManyVersions(Problem):
    """The changes of {found} versions are too many for one answer: ask for at most {most}, by endingVersion."""

    code = "too_many_versions"
    status = 422
    zh = "{found} 个版本的变化超过一次可取的数量：请用 endingVersion 分段，每次最多 {most} 个版本。"


class LinkVoid(Problem):
    """This address has expired or is not whole: query the table again."""

    code = "link_void"
    status = 403
    zh = "下载地址已过期或不完整：请重新查询数据表。"


class FileGone(Problem):
    """This file has been swept: query the table again, and it is made anew."""

    code = "file_gone"
    status = 404
    zh = "该文件已清理：请重新查询数据表，平台会重新生成。"
