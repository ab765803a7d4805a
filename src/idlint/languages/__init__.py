"""Front ends: bytes of one language to evaluated declarations."""
