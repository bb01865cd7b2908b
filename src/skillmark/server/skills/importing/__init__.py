"""Releases of frameworks brought in: handed in, read by a job, stored chunk by chunk."""
