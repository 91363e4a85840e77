//! The machine contract over two streams: a request a line in, an answer a line out, flushed.

use std::io::{self, BufRead, Read, Write};

use crate::commands::{self, Envelope, Line, RequestError, RequestErrorKind};
use crate::render::json;

use super::opening::Lazily;
use super::{Opened, answer};

/// A line may be this long; a longer one is answered with an error and passed over.
const LONGEST_LINE: u64 = 64 << 20;

/// Answers every line until the input ends. Blank lines ask for nothing.
pub(super) fn run(mut archive: Lazily, mut input: impl BufRead, mut output: impl Write) -> anyhow::Result<()> {
    let (mut line, mut out) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        out.clear();
        if (&mut input).take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.last() != Some(&b'\n') && line.len() as u64 == LONGEST_LINE {
            pass_over_line(&mut input)?;
            let message = archive.table().words().say("request.too_long", &[("length", &LONGEST_LINE)]);
            json::write_error(None, &RequestError { kind: RequestErrorKind::BadJson, message }, &mut out);
        } else if line.trim_ascii().is_empty() {
            continue;
        } else {
            out = archive.answer(|opened| answer_line(opened, &line))?;
        }
        output.write_all(&out)?;
        output.flush()?;
    }
}

fn answer_line(Opened { engine, table, .. }: &Opened, line: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let Envelope { id, call } = commands::decode(table, line);
    let id = id.as_ref();
    match call {
        Ok(Line::Run(call)) => match answer(engine, table, &call) {
            Ok(reply) => json::write_reply(id, &reply, &mut out),
            Err(error) => json::write_error(id, &error, &mut out),
        },
        Ok(Line::Complete(asked)) => {
            match super::answer::guarded(table, || commands::complete(engine, table, &asked)) {
                Ok(choices) => json::write_choices(id, &choices, &mut out),
                Err(error) => json::write_error(id, &error, &mut out),
            }
        }
        Err(error) => json::write_error(id, &error, &mut out),
    }
    out
}

fn pass_over_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                input.consume(end + 1);
                return Ok(());
            }
            None => {
                let length = buffer.len();
                input.consume(length);
            }
        }
    }
}
