"""Yishu (一数): governed sharing of data between government agencies."""

__version__ = "0.1.0"
