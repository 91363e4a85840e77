//! The binary: arguments in, a front out.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullquote::shell::run(std::env::args_os())
}
