"""Made-up exports of a personnel system, as such systems write them."""
