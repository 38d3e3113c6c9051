"""HTTP of the data plane, and the groups in which calls are read and put on record (Art. 7, 27)."""
