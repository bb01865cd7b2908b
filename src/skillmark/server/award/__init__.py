"""Awards of the site: keys, issuing, status lists, and the public page of every award."""
