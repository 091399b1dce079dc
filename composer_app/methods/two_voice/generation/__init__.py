"""A request becomes what two_voice is to write, and what it wrote becomes ideas."""
