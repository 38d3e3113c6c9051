"""What reading a file that is no workbook can end in."""

import zlib
from lzma import LZMAError
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl.utils.exceptions import InvalidFileException

DAMAGED: Final = (
    BadZipFile,
    zlib.error,
    LZMAError,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    OSError,
    RuntimeError,
)
"""What zipfile and openpyxl raise; RuntimeError for an encrypted one or an unknown compression, too."""
