"""Stock servers that hand out a row by its key, over the same table: measured beside the gateway, which decides and records each call as well."""
