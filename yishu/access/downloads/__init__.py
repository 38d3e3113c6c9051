"""Copies prepared as files: asked for on a page or by a program, written in the background, kept for a while, fetched with ranges (27.3)."""
