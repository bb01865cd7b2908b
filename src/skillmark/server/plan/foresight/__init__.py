"""What industry change opens: demand to come, scenarios of roles, GenAI readiness."""
