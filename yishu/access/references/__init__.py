"""References instead of values (27.2 引用): a consumer keeps a mark that tells nothing, and has it resolved to the present value under its grant."""
