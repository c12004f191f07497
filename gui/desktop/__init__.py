"""The desktop around the window: environment, fonts, log, crash, main window and its dialogs."""
