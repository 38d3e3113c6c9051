"""What can go wrong when data is published or copied out."""

from yishu.core.errors import Problem


class ResourceNotPublished(Problem):
    """The entry of {code} is not published now: data follows the entry."""

    code = "resource_not_published"
    status = 409
    zh = "{code} 的目录条目当前未发布，不能发布数据：先发布条目。"


class NotHosted(Problem):
    """The entry of {code} does not say that the platform hosts its data: change the way of provision first."""

    code = "entry_not_hosted"
    status = 409
    zh = "{code} 的条目未声明由平台托管数据：请先修改条目的提供方式。"


class SignOffMissing(Problem):
    """This version of the entry has no secrecy sign-off: the secrecy reviewer signs it off before data is published."""

    code = "sign_off_missing"
    status = 409
    zh = "该版条目未经保密审查签署，不得发布数据（依据第二十一条）：请先由保密审查员签署。"


class KeyItemMissing(Problem):
    """The entry of {code} declares no key item: mark the item by which records are found."""

    code = "key_item_missing"
    status = 409
    zh = "{code} 的条目没有主键信息项，数据无法按对象查找：请在条目中标明主键。"


class EntryChanged(Problem):
    """The entry changed while the file was being read: send the file again."""

    code = "entry_changed"
    status = 409
    zh = "读取文件期间条目有了变化，未发布任何数据：请重新提交文件。"


class SchemaChanged(Problem):
    """The new version of the entry changes the key ({items}), by which stored records are found and followed: give the entry its key back, or register what has another key as a resource
    of its own."""

    code = "schema_changed"
    status = 409
    zh = "新版条目改动了主键（{items}），已入库的记录靠它查找和对应：请恢复原主键，主键不同的数据请另行登记为新的信息资源。"


class IdempotencyKeyReused(Problem):
    """This Idempotency-Key was used for another file or mode: use a new key for every new file."""

    code = "idempotency_key_reused"
    status = 422
    zh = "此 Idempotency-Key 已用于另一份文件或另一种方式：每份新文件请用新的键。"


class ModeUnknown(Problem):
    """There is no mode {mode}: use upsert, replace or delete."""

    code = "mode_unknown"
    status = 422
    zh = "没有“{mode}”这种方式：请用 upsert、replace 或 delete。"


class ReceiptNotSigned(Problem):
    """This node cannot sign the receipt, because its key cannot be read. Nothing was published; tell its administrator, and try again."""

    code = "receipt_not_signed"
    status = 503
    zh = "平台读不到节点密钥，不能签署回执，未发布任何数据：请告知平台管理员，恢复后重试。"


class MediaTypeUnknown(Problem):
    """{media_type} cannot be published: send text/csv, application/x-ndjson, XLSX, application/vnd.apache.parquet, application/vnd.apache.arrow.stream or application/geo+json."""

    code = "media_type_unknown"
    status = 415
    zh = (
        "不能发布 {media_type}：请发送 text/csv、application/x-ndjson、XLSX、"
        "application/vnd.apache.parquet、application/vnd.apache.arrow.stream 或 application/geo+json。"
    )


class CharsetUnknown(Problem):
    """The charset {charset} is not read here: use one of {known}."""

    code = "charset_unknown"
    status = 415
    zh = "不支持字符集 {charset}：请用 {known} 之一。"


class NotDecodable(Problem):
    """The file is not {charset}: declare the charset in which it was saved (an older Excel: `text/csv; charset=gbk`, "Unicode text": utf-16), or save it as UTF-8."""

    code = "not_decodable"
    status = 422
    zh = "文件不是 {charset} 编码：请声明保存时的字符集（较早的 Excel 为 `text/csv; charset=gbk`，“Unicode 文本”为 utf-16），或另存为 UTF-8。"


class FileEmpty(Problem):
    """The file holds no record: send at least one below the header."""

    code = "file_empty"
    status = 422
    zh = "文件中没有记录：表头之下至少要有一条。"


class FileTooLarge(Problem):
    """The file is larger than {limit}: send it in parts."""

    code = "file_too_large"
    status = 413
    zh = "文件超过 {limit}：请分批发送。"


class FileUnpacksTooLarge(Problem):
    """Unpacked, the file is larger than {total}, or what has to be unpacked at once than {at_once}: send it in parts, or write it in smaller batches and pages."""

    code = "file_unpacks_too_large"
    status = 413
    zh = "解压后的文件超过 {total}，或须一次解压的部分超过 {at_once}：请分批发送，或以较小的批次和页写出。"


class FileUnreadable(Problem):
    """The file is no whole {format} file, perhaps cut off on the way: send it again."""

    code = "file_unreadable"
    status = 422
    zh = "文件不是完整的 {format} 文件，可能在传输中被截断：请重新发送。"


class NotACollection(Problem):
    """A GeoJSON file is published as one FeatureCollection: put the features into its `features`."""

    code = "not_a_collection"
    status = 422
    zh = "GeoJSON 文件须为一个 FeatureCollection：请把各要素放在 features 中。"


class CoordinatesUnknown(Problem):
    """The file says that its coordinates are not longitude and latitude in CGCS2000 or WGS 84: convert them first."""

    code = "coordinates_unknown"
    status = 422
    zh = "文件声明的坐标系不是 CGCS2000 或 WGS 84 经纬度：请先转换坐标。"


class WrongColumns(Problem):
    """The columns do not fit the entry's items (missing: {missing}; unknown: {unknown}; twice: {twice}): a header names every item once, by its code or name."""

    code = "wrong_columns"
    status = 422
    zh = "列与条目的信息项不符（缺少：{missing}；未知：{unknown}；重复：{twice}）：表头须以代码或名称写明每个信息项，各一次。"


class QuarantineNotYours(Problem):
    """Only the providing agency reads its records sent back."""

    code = "quarantine_not_yours"
    status = 403
    zh = "只有提供单位可以查看其问题数据。"


class NothingHosted(Problem):
    """Nothing has been published of {code} yet."""

    code = "nothing_hosted"
    status = 404
    zh = "{code} 尚未发布过数据。"


class BatchNotFound(Problem):
    """There is no batch {batch} of yours."""

    code = "batch_not_found"
    status = 404
    zh = "本单位没有批次 {batch}。"


class FormatUnknown(Problem):
    """There is no format {format}: ask for csv, ndjson, parquet, arrow, xlsx or geojson."""

    code = "format_unknown"
    status = 406
    zh = "没有“{format}”格式：请选 csv、ndjson、parquet、arrow、xlsx 或 geojson。"


class TooManyRowsForSheet(Problem):
    """{rows} rows are more than a spreadsheet takes here ({limit}): ask for csv or parquet."""

    code = "too_many_rows_for_sheet"
    status = 422
    zh = "共 {rows} 行，超过电子表格的上限 {limit} 行：请改用 csv 或 parquet。"


class CellTooLong(Problem):
    """A value has more than {limit} characters, which no cell of a spreadsheet takes: ask for csv, parquet or geojson."""

    code = "cell_too_long"
    status = 422
    zh = "有的值超过 {limit} 个字符，电子表格的单元格放不下：请改用 csv、parquet 或 geojson。"


class NoGeometryInCopy(Problem):
    """GeoJSON needs the place of each record, and this copy has none, or has it masked: ask for csv, ndjson or parquet."""

    code = "no_geometry_in_copy"
    status = 422
    zh = "这份副本不含空间型信息项，或该项脱敏提供，不能写成 GeoJSON：请改用 csv、ndjson 或 parquet。"


class ChangesExpired(Problem):
    """Version {since} and the changes since are no longer kept, or an item came in another type since, across which changes cannot be told. The nearest version that can be had
    is {nearest}: take a full copy of it, or of the present one."""

    code = "changes_expired"
    status = 410
    zh = "版本 {since} 及其后的变更已不再保留，或其间有信息项改了类型、变更无法逐条说明（最近可取的版本为 {nearest}）：请取该版本或当前版本的全量副本。"


class SinceAhead(Problem):
    """There is no version {since} yet; the present one is {version}."""

    code = "since_ahead"
    status = 422
    zh = "还没有版本 {since}，当前版本是 {version}。"


class SheetTooLong(Problem):
    """The spreadsheet has more than {limit} rows: send it as CSV or Parquet."""

    code = "sheet_too_long"
    status = 413
    zh = "电子表格超过 {limit} 行：请改用 CSV 或 Parquet。"


class ColumnUnusable(Problem):
    """The column {column} has the type {type}, which no item can take: send it as text, number, date or boolean."""

    code = "column_unusable"
    status = 422
    zh = "列“{column}”的类型为 {type}，无法作为信息项：请改为文本、数字、日期或布尔。"


class NotProxied(Problem):
    """The entry of {code} does not say that its provider's interface provides the data: change the way of provision first."""

    code = "entry_not_proxied"
    status = 409
    zh = "{code} 的条目未声明经提供单位接口提供：请先修改条目的提供方式。"


class NotMounted(Problem):
    """{code} is not mounted on an interface of its provider: the provider's data officer mounts it first."""

    code = "not_mounted"
    status = 409
    zh = "{code} 尚未挂接提供单位接口：请由提供单位数据专员先行挂接。"


class AgentNotReached(Problem):
    """The front agent at {origin} does not answer: check that it runs, and the network between; then try again."""

    code = "agent_not_reached"
    status = 503
    zh = "前置交换 {origin} 没有应答：请检查它是否运行、网络是否连通，然后重试。"


class AgentStrange(Problem):
    """What {origin} answers (HTTP {status}) is no front agent's key: compare node_key, origin and [[answer]] in its configuration (`yishu front check`)."""

    code = "agent_strange"
    status = 502
    zh = "{origin} 的应答（HTTP {status}）不是前置交换的公钥：请核对其配置中的 node_key、origin 和 [[answer]]（yishu front check）。"


class NoFrontAgent(Problem):
    """{code} is not mounted on a front agent: mount it on one first."""

    code = "no_front_agent"
    status = 409
    zh = "{code} 没有挂接在前置交换上，请先挂接。"


class NotAnAgentsKey(Problem):
    """This is no front agent's key: fetch it anew, and compare the fingerprint."""

    code = "not_an_agents_key"
    status = 422
    zh = "这不是前置交换的公钥：请重新读取并核对指纹。"
