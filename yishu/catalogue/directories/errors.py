from yishu.core.errors import Problem


class DirectoryBeingMade(Problem):
    """The file of the directory is being made. Ask again in half a minute."""

    code = "directory_being_made"
    status = 503
    zh = "目录文件正在生成，请半分钟后再试。"


class DirectoryUnknown(Problem):
    """There is no directory {part}. The directories are: {known}."""

    code = "directory_unknown"
    status = 422
    zh = "没有名为 {part} 的目录。可选：{known}。"
