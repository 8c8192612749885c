"""Papers about a report, made as PDF files that screen readers can read."""
