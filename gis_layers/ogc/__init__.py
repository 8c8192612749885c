"""OGC API - Features: layers of any app, published by open standards."""
