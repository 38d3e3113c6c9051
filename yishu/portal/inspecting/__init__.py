"""The inspectors' view of the evidence: one case through all agencies, statistics, and excerpts that anybody can check (30.1, 32.1)."""
