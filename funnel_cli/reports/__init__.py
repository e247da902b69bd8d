"""Questions: each report is a pure function of a book as of its day, and a document that spells it."""
