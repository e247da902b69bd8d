"""Reports on the day and the week: what is due, what needs a look, what moved."""
