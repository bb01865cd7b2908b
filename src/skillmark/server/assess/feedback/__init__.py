"""Leadership seen from several sides: raters asked by link, shown only together."""
