"""What can go wrong with documents and licences."""

from yishu.core.errors import Problem


class NoChineseFont(Problem):
    """This machine has no Chinese font, so that no document can be made. Install one (Debian: fonts-noto-cjk), or name its folder in `YISHU_FONTS`."""

    code = "no_chinese_font"
    status = 503
    zh = "本机没有中文字体，无法制作文书证照。请安装中文字体（Debian：fonts-noto-cjk），或以 YISHU_FONTS 指明字体所在文件夹。"


class CharacterNotInFont(Problem):
    """The fonts of this machine cannot show {text}, and a document never goes out with blanks in its place. Install a font that has it, or write it otherwise."""

    code = "character_not_in_font"
    status = 422
    zh = "本机字体无法显示“{text}”，不能以空框代替。请安装含有该字的字体，或改用其他写法。"


class LicenceKindNotFound(Problem):
    """Your agency has no kind of document or licence {kind}."""

    code = "licence_kind_not_found"
    status = 404
    zh = "本单位没有代码为 {kind} 的文书证照种类。"


class DocumentNotFound(Problem):
    """There is no document {number}, or it is not yours to see."""

    code = "document_not_found"
    status = 404
    zh = "没有编号为 {number} 的文书证照，或您无权查看。"


class RecordNotFound(Problem):
    """The resource holds no record of this subject."""

    code = "resource_record_not_found"
    status = 404
    zh = "该资源中没有这一主体的记录。"


class KindHasNoResource(Problem):
    """This kind is tied to no resource with hosted data; fill in the record's items instead."""

    code = "kind_has_no_resource"
    status = 409
    zh = "该种类没有关联有数据的信息资源，请直接填写登记项。"


class DocumentNotADraft(Problem):
    """This document is no draft any more: {state_en}."""

    code = "document_not_a_draft"
    status = 409
    zh = "该文书证照已不是草稿：{state}。"


class DocumentNotInForce(Problem):
    """The document {number} is not in force: {state_en}."""

    code = "document_not_in_force"
    status = 409
    zh = "文书证照 {number} 现不具有效力：{state}。"


class RevocationReasonRequired(Problem):
    """Say why the document is revoked, and by which provision."""

    code = "revocation_reason_required"
    status = 422
    zh = "撤销文书证照须说明理由和依据。"


class PaperOnly(Problem):
    """An electronic document does not count for this kind; ask for the paper. The law: {law} (Article 24: unless laws provide otherwise)."""

    code = "paper_only"
    status = 409
    zh = "该种类依法不适用电子文书，应当核验纸质原件。依据：{law}（第二十四条：法律、法规另有规定的从其规定）。"


class DocumentPurposeRequired(Problem):
    """Name the duty and the case that the document is fetched for (Articles 4 and 24)."""

    code = "document_purpose_required"
    status = 422
    zh = "请写明取用文书证照的履职事项和办件编号（第四条、第二十四条）。"


class DocumentNotGranted(Problem):
    """Documents of this kind are shared under a grant of the resource {resource}: one that names you and this duty, allows queries, and covers the items that the document shows."""

    code = "document_not_granted"
    status = 403
    zh = "该种类为受限共享，须持有信息资源 {resource} 的有效授权：含本次履职事项、查询引用模式和证照所载的信息项，且使用者在授权之内。"


class DocumentDamaged(Problem):
    """The stored file of document {number} is missing or is not what was sealed. Restore it from the backup; nothing was handed out."""

    code = "document_damaged"
    status = 503
    zh = "文书证照 {number} 的存储文件缺失或与签发时不一致，未予提供。请从备份恢复。"


class NothingToArchive(Problem):
    """No document of this period waits to be archived."""

    code = "nothing_to_archive"
    status = 409
    zh = "该期间内没有待归档的文书证照。"


class PackageNotFound(Problem):
    """Your agency has no archive package {number}."""

    code = "archive_package_not_found"
    status = 404
    zh = "本单位没有编号为 {number} 的归档包。"


class PaperCopyNotKept(Problem):
    """A paper copy is recorded for issued documents of permanent value only."""

    code = "paper_copy_not_kept"
    status = 409
    zh = "只有已签发、具有永久保存价值的文书证照才登记纸质件存放位置。"


class UploadTooLarge(Problem):
    """A file to be checked may have {most} MB at most."""

    code = "sealed_file_too_large"
    status = 413
    zh = "待核验的文件不能超过 {most} MB。"


class TooManyWrongChecks(Problem):
    """Too many numbers or codes from your address were wrong: look at the paper again, and wait {minutes} minutes, or upload the PDF."""

    code = "too_many_wrong_checks"
    status = 429
    zh = "来自同一地址的编号或核验码多次不符：请核对纸面，{minutes} 分钟后再试，或改为上传 PDF。"


class SealUnusable(Problem):
    """The licensed seal of agency {agency} cannot be used: {why}. Put key and certificates into one PEM file as the how-to describes."""

    code = "seal_unusable"
    status = 503
    zh = "单位 {agency} 的电子印章证书无法使用：{why}。请按操作说明把密钥和证书链放在一个 PEM 文件中。"
