"""The journal: every change is locked, compared, staged, decided by one rename, and can be undone."""
