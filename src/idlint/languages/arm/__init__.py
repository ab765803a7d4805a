"""ARM JSON templates to evaluated declarations."""
