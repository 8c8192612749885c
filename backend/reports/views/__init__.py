"""Reports over HTTP: thin; the work is in `actions` and `querysets`."""
