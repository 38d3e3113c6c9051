"""Collection tasks laid on lower agencies (采集任务): looked up, agreed item by item, counted (16.2)."""
