"""Delta Sharing (protocol 1.0): a granted copy, its past versions and its changes for stock clients, as Parquet projected to the grant (26.5, 27.3).

The protocol: https://github.com/delta-io/delta-sharing/blob/main/PROTOCOL.md
"""
