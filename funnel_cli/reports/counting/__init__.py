"""Reports on a funnel of counts: how often each step is taken, and where it leaks."""
