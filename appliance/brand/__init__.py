"""The client's own name, logo and colour, wherever its people and their browsers see the help desk."""
