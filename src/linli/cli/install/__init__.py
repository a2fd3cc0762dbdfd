"""`linli install` and `linli upgrade`: an installation on a host of its own."""
