"""People, tasks and raters together: severity, fit, fair averages."""
