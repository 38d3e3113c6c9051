"""Calls under a grant, ready to be run or imported: facts in, texts out. A key stands in none of them."""
