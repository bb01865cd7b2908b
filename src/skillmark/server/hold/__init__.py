"""One's own badges: collected, checked again, shown to whom one likes, taken along, erased."""
