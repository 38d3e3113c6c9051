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


class VersionUnderWay(Problem):
    """Version {number} of the directories is being made. Wait until it is there."""

    code = "directory_version_under_way"
    status = 409
    zh = "目录第 {number} 版正在生成，请等它完成。"


class VersionNotFound(Problem):
    """There is no version {number} of this directory, or you may not see it."""

    code = "directory_version_not_found"
    status = 404
    zh = "没有该目录的第 {number} 版，或您无权查看。"


class FileNotPublished(Problem):
    """There is no file {name} in this version."""

    code = "directory_file_not_found"
    status = 404
    zh = "该版中没有文件 {name}。"


class NotAPublicKey(Problem):
    """This is not an Ed25519 public key in PEM form. Get the key from the node itself: /directories/key.pem."""

    code = "not_a_public_key"
    status = 422
    zh = "不是 PEM 格式的 Ed25519 公钥。请从平台取得：/directories/key.pem。"


class NotAManifest(Problem):
    """There is no signed list of files in {folder}. Name the folder that has manifest.json and manifest.sig."""

    code = "not_a_manifest"
    status = 422
    zh = "{folder} 中没有签名的文件清单。请指明含有 manifest.json 和 manifest.sig 的文件夹。"


class PublicationAltered(Problem):
    """{file} is not as it was published: altered, missing, added, or signed by another key. Use nothing of it; get it again."""

    code = "publication_altered"
    status = 422
    zh = "{file} 与发布时不符：被改动、缺失、多出，或由其他密钥签名。请勿使用，重新取得。"


class ChangesAhead(Problem):
    """The directory has changed {last} times; {since} is ahead of it, perhaps since it was restored from a backup. Begin anew, without `since`."""

    code = "changes_ahead"
    status = 410
    zh = "目录变化编号只到 {last}，{since} 尚未给出（平台可能由备份恢复）。请不带 since 从头读取。"


class NotASite(Problem):
    """{folder} holds something else than a site that was written here. Name an empty folder, or a new one."""

    code = "not_a_site"
    status = 422
    zh = "{folder} 中有其他内容，不是本命令生成的网站。请指定空文件夹或新文件夹。"
