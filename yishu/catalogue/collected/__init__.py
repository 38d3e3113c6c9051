"""Forms by which agencies collect (采集表单): what could be had by sharing is flagged until it is excused by law or ended (15.2)."""
