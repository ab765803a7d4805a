"""Rules, the conditions they are made of, and the engine that checks them."""
