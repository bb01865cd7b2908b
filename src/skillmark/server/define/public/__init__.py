"""The catalogue as everybody sees it: found by words and facets, one page for each thing."""
