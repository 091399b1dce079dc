"""What menus, buttons and keys do, one file for each part of the window."""
