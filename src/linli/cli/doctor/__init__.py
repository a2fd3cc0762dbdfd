"""`linli doctor`: what an installation needs to last, looked at one by one."""
