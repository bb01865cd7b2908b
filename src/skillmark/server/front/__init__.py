"""The front door: home page, dashboard, menu, health, and how every page looks."""
