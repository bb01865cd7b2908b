"""What outcomes tell the people who build assessments and lead others."""
