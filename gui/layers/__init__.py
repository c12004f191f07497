"""The layers in the window, and saving one."""
