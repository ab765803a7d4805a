"""How a repository begins to use idlint: what is there, and the files that follow from it."""
