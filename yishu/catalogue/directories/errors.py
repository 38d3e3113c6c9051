from yishu.core.errors import Problem


class DirectoryBeingMade(Problem):
    """The file of the directory is being made. Ask again in half a minute."""

    code = "directory_being_made"
    status = 503
    pause = 30
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


class SourceNotFound(Problem):
    """There is no such source any more. Look at the list again."""

    code = "directory_source_not_found"
    status = 404
    zh = "没有这个外部目录，请重新查看列表。"


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


class GraphUnreadable(Problem):
    """The catalogue cannot be read as what it says it is ({why}). Give DCAT in Turtle or JSON-LD, UTF-8."""

    code = "graph_unreadable"
    status = 422
    zh = "无法按所称格式读取目录（{why}）。请提供 UTF-8 的 DCAT，Turtle 或 JSON-LD 格式。"


class RemoteContext(Problem):
    """The JSON-LD names a context elsewhere ({context}); nothing is fetched while reading. Put the context into the document, or give Turtle."""

    code = "remote_context"
    status = 422
    zh = "JSON-LD 引用了外部上下文（{context}）；读取时不访问其他地址。请把上下文写在文件内，或提供 Turtle。"


class NoDatasets(Problem):
    """There is no dcat:Dataset in it. Nothing was changed; check the address."""

    code = "no_datasets"
    status = 422
    zh = "其中没有 dcat:Dataset，未作任何改动。请核对地址。"


class TooManyDatasets(Problem):
    """{count} datasets are too many for one catalogue; at most {most}."""

    code = "too_many_datasets"
    status = 422
    zh = "一个目录最多 {most} 个数据集，此处有 {count} 个。"


class SourceNotAllowed(Problem):
    """{origin} is not among the origins from which this node may harvest: the operator adds it to YISHU_SOURCES first."""

    code = "source_not_allowed"
    status = 422
    zh = "{origin} 不在本平台允许采集的名单内：请系统管理员先在 YISHU_SOURCES 中加入。"


class SourceUnreachable(Problem):
    """{url} gives no catalogue ({why}). Nothing was changed. A redirect is not followed: register where it leads."""

    code = "source_unreachable"
    status = 502
    zh = "{url} 未给出目录（{why}），未作任何改动。不跟随跳转，请登记最终地址。"


class SourceTooLarge(Problem):
    """The catalogue is larger than {most} MiB. Harvest it in parts."""

    code = "source_too_large"
    status = 413
    zh = "目录超过 {most} MiB，请分部分采集。"


class FormUnknown(Problem):
    """{form} is neither Turtle (text/turtle, .ttl) nor JSON-LD (application/ld+json, .jsonld)."""

    code = "graph_form_unknown"
    status = 415
    zh = "{form} 既不是 Turtle（text/turtle、.ttl），也不是 JSON-LD（application/ld+json、.jsonld）。"


class TooManyGone(Problem):
    """{gone} of {known} entries of {source} would be withdrawn: the source may be broken. Nothing was changed; look at it, then run again with --allow-gone."""

    code = "too_many_gone"
    status = 409
    zh = "“{source}”的 {known} 个条目中将有 {gone} 个被移出，来源可能不完整。未作任何改动；核实后加 --allow-gone 再运行。"
