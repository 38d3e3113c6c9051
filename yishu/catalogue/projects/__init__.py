"""IT projects checked against the catalogue (信息化项目): what they reuse instead of collecting, what they add, what they double (12.1)."""
