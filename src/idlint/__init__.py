"""When cloud identity breaks, what breaks with it?"""
