"""Onward use (对外使用): nothing obtained by sharing goes to the public without its provider (20.2)."""
