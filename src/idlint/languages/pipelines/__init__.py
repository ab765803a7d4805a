"""CI/CD pipelines: which step authenticates to which cloud, how, and what it applies."""
