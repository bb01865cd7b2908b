"""Forms as programs: what every form has to be, whether a pool can, and forms chosen by chance."""
