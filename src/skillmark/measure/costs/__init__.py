"""What a programme costs and saves, with every assumption in sight."""
