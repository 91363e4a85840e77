//! Room: command.
