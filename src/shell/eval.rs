//! A newsletter's own golden set: requests with what a right reply holds.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use serde::Deserialize;

use crate::commands::{self, Line};
use crate::render::terminal::safe;
use crate::reply::Reply;

use super::{Opened, answer};

/// What a right reply holds. The request's own fields stand in the same object.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Expected {
    verdict: Option<String>,
    must: Vec<Must>,
    related: Vec<String>,
}

/// Words that some excerpt must hold.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Must {
    All(String),
    Any(Vec<String>),
}

/// Runs the cases, prints each miss and the count; fails when fewer than `min` percent pass.
pub(super) fn run(opened: &Opened, cases: &Path, min: Option<f64>, mut out: impl Write) -> anyhow::Result<ExitCode> {
    let file = File::open(cases).with_context(|| format!("{}: cannot be read", cases.display()))?;
    let (mut passed, mut total) = (0_u32, 0_u32);
    for (number, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let expected: Expected =
            serde_json::from_slice(&line).with_context(|| format!("{}:{}: no case", cases.display(), number + 1))?;
        total += 1;
        let misses = check(opened, &line, &expected);
        if misses.is_empty() {
            passed += 1;
            continue;
        }
        writeln!(out, "{}:{}: {}", cases.display(), number + 1, safe(String::from_utf8_lossy(&line).trim()))?;
        for miss in misses {
            writeln!(out, "    {}", safe(&miss))?;
        }
    }
    let percent = if total == 0 { 0.0 } else { f64::from(passed) * 100.0 / f64::from(total) };
    writeln!(out, "{passed} of {total} ({percent:.1} %)")?;
    Ok(if min.is_some_and(|min| percent < min) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn check(opened: &Opened, line: &[u8], expected: &Expected) -> Vec<String> {
    let call = match commands::decode(&opened.table, line).call {
        Ok(Line::Run(call)) => call,
        Ok(Line::Complete(_)) => return vec!["a request for completions is no case".to_owned()],
        Err(error) => return vec![error.message],
    };
    match answer(&opened.engine, &opened.table, &call) {
        Ok(reply) => misses(&reply, expected),
        Err(error) => vec![error.message],
    }
}

fn misses(reply: &Reply, expected: &Expected) -> Vec<String> {
    let mut misses = Vec::new();
    let verdict = serde_json::to_value(reply.verdict).ok();
    let verdict = verdict.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
    if let Some(wanted) = expected.verdict.as_deref().filter(|wanted| *wanted != verdict) {
        misses.push(format!("verdict: {verdict}, not {wanted}"));
    }
    let holds = |words: &String| reply.excerpts.iter().any(|excerpt| excerpt.text.contains(words.as_str()));
    for must in &expected.must {
        let (met, words) = match must {
            Must::All(words) => (holds(words), words.clone()),
            Must::Any(any) => (any.iter().any(holds), any.join("\" or \"")),
        };
        if !met {
            misses.push(format!("no excerpt holds \"{words}\""));
        }
    }
    for name in &expected.related {
        if !reply.related.iter().any(|related| related.name == *name) {
            misses.push(format!("related: no {name}"));
        }
    }
    misses
}
