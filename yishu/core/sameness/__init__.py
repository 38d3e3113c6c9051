"""When two texts say the same (27.1): as their item's entry declares it. Pure."""
