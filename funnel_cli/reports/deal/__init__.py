"""Reports on deals one by one."""
