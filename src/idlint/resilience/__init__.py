"""The heart: failure domains, token paths, fault trees, criticality."""
