"""LanceDB in a function of its own: a container image on AWS, a plain process with the same handler on one machine."""
