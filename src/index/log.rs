//! Errors that nobody can be told of but the log.

/// The value, or a line in the log. Files were verified when they were opened, so an error here means that the
/// disk failed since: what it held counts as not there, and nobody is told something wrong.
pub(super) fn log_err<T, E: std::fmt::Display>(result: Result<T, E>) -> Option<T> {
    result.inspect_err(|error| tracing::error!("index: {error}")).ok()
}
