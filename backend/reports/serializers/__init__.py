"""The shapes of reports: what comes in, and what goes out."""
