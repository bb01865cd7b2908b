"""Dashboards: how people come along, what is established, and what leaders ask of their people."""
