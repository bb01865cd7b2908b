"""Is the site well? Each check says ok, warn or fail, and what to do."""
