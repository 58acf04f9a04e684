"""The conversation between gallery and server as pure state machines: no clock, socket, thread or task in here."""
