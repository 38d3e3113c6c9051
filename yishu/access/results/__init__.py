"""Result sheets (核验结果单): what a page has just shown of one governed call, numbered, sealed by the node, and checked by anybody who holds it (27.1, 27.2, 32.1)."""
