from yishu.core.errors import Problem


class NotASpreadsheet(Problem):
    """This is no spreadsheet ({found_en}). Upload an .xlsx or .csv file; save others as one of these first."""

    code = "not_a_spreadsheet"
    status = 415
    zh = "这不是表格文件（{found}）。请上传 .xlsx 或 .csv 文件，其他文件请先另存为这两种格式。"


class OldWorkbook(Problem):
    """This is a workbook of Excel 97–2003 (.xls). Open it, choose Save As, Excel Workbook (.xlsx), and upload that."""

    code = "old_workbook"
    status = 415
    zh = "这是 Excel 97–2003 工作簿（.xls）。请打开后另存为“Excel 工作簿（.xlsx）”再上传。"


class MacroWorkbook(Problem):
    """This workbook has macros (.xlsm). Save it as .xlsx, without them; nothing here runs a macro."""

    code = "macro_workbook"
    status = 415
    zh = "这是含宏的工作簿（.xlsm）。请另存为不含宏的 .xlsx 再上传；平台不运行宏。"


class EncryptedWorkbook(Problem):
    """This workbook is protected by a password. Remove it (File, Info, Protect Workbook) and upload it again."""

    code = "encrypted_workbook"
    status = 422
    zh = "工作簿设有打开密码。请在“文件→信息→保护工作簿”中取消密码后重新上传。"


class WorkbookDamaged(Problem):
    """The workbook is damaged and cannot be read to its end. Open it, save it anew as .xlsx, and upload that."""

    code = "workbook_damaged"
    status = 422
    zh = "工作簿已损坏，无法完整读取。请打开后重新另存为 .xlsx 再上传。"


class WorkbookTooLarge(Problem):
    """Unpacked, the workbook holds more than {limit} MiB. Copy the filled rows to a new workbook, without formats and empty rows, or split it."""

    code = "workbook_too_large"
    status = 413
    zh = "工作簿展开后超过 {limit} MiB。请只把有内容的行复制到新工作簿（不带格式和空行），或分成几个文件。"


class FileTooBig(Problem):
    """The file is larger than {limit} MiB. Split it by entries and upload the parts."""

    code = "spreadsheet_too_big"
    status = 413
    zh = "文件超过 {limit} MiB。请按条目分成几个文件上传。"


class TooManyColumns(Problem):
    """Sheet {sheet} has more than {most} filled columns. Keep the columns of the catalogue, one entry or item a row, and upload it again."""

    code = "too_many_columns"
    status = 422
    zh = "工作表“{sheet}”有内容的列超过 {most} 列。请只保留目录的列，一行一个条目或信息项，再上传。"


class TooManyCells(Problem):
    """The file has more than {most_rows} filled rows or {most_cells} filled cells. Split it and upload the parts."""

    code = "too_many_rows"
    status = 413
    zh = "有内容的行超过 {most_rows} 行，或单元格超过 {most_cells} 个。请分成几个文件上传。"


class CharsetUnclear(Problem):
    """The text is neither UTF-8, UTF-16 nor GB 18030. Save it as CSV UTF-8 and upload it again."""

    code = "charset_unclear"
    status = 422
    zh = "文字编码既不是 UTF-8、UTF-16，也不是 GB 18030（GBK）。请另存为“CSV UTF-8”再上传。"


class TableBroken(Problem):
    """The CSV cannot be read on after line {line}. Check its quotation marks, or save it anew."""

    code = "table_broken"
    status = 422
    zh = "CSV 在第 {line} 行之后无法继续读取。请检查引号，或重新另存。"


class NoHeads(Problem):
    """No row of heads was found in the first {lines} rows. Put the names of the columns in one row above the entries, or use the template."""

    code = "no_heads"
    status = 422
    zh = "前 {lines} 行中没有找到表头。请把列名放在条目上方的一行里，或使用模板。"


class NoEntries(Problem):
    """Below the heads there is no entry. Fill in at least one row and upload it again."""

    code = "no_entries_in_file"
    status = 422
    zh = "表头下面没有条目。请至少填写一行再上传。"


class ColumnsUnmapped(Problem):
    """The file's columns are not clear yet: {missing}. Map them on the page “Import spreadsheets” once, or use the template."""

    code = "columns_unmapped"
    status = 422
    zh = "还不清楚哪些列对应：{missing}。请在“表格导入”页面对应一次，或使用模板。"


class UploadNotFound(Problem):
    """There is no such upload, or it is not your agency's."""

    code = "upload_not_found"
    status = 404
    zh = "没有这次导入，或不属于本单位。"


class UploadWrongMoment(Problem):
    """The columns of this file are mapped already. Upload it again to map them otherwise."""

    code = "upload_wrong_moment"
    status = 409
    zh = "这个文件的表头已经对应过。要改变对应关系，请重新上传。"


class UploadFailed(Problem):
    """The file could not be worked through; nothing of the unfinished rows was kept. Tell the platform's administrators its number, {number}."""

    code = "upload_failed"
    status = 500
    zh = "文件未能处理完，未完成的行没有写入目录。请把编号 {number} 告知平台管理员。"


class FileRefused(Problem):
    """The file could not be imported, and nothing of it was kept: {why_en}"""

    code = "file_refused"
    status = 422
    zh = "文件未能导入，没有写入任何条目：{why}"
