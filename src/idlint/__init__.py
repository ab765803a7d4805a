"""Find out, before an outage does, what breaks when cloud identity breaks."""
