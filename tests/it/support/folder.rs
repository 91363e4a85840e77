//! A data folder of a few files, and what the program says in it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A data folder whose corpus has these files, by their paths in it.
pub fn data(files: &[(&str, &str)]) -> TempDir {
    let data = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(data.path().join("corpus/articles")).expect("a corpus");
    for (path, text) in files {
        let path = data.path().join("corpus").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    data
}

/// Exit code, standard output and standard error of a run.
pub fn run(data: &Path, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(arguments)
        .current_dir(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it, which is no failure of the test.
    let _unread = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// All that a run says.
pub fn said(data: &Path, arguments: &[&str]) -> String {
    let (_, out, err) = run(data, arguments, "");
    out + &err
}
