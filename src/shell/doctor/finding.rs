//! What a check finds, and how it is told.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::render::terminal;

/// A check that takes this long says so: whoever waits for it sees what for.
const SLOW: Duration = Duration::from_secs(1);

/// One finding: what was looked at, and what is wrong with it and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) what: String,
    pub(super) fault: Option<String>,
}

pub(super) type Findings = Vec<Finding>;

impl Finding {
    /// Nothing is wrong with it.
    pub(super) fn good(what: impl Into<String>) -> Finding {
        Finding { what: what.into(), fault: None }
    }

    /// This is wrong with it.
    pub(super) fn wrong(what: impl Into<String>, fault: impl Into<String>) -> Finding {
        Finding { what: what.into(), fault: Some(fault.into()) }
    }
}

/// What came of a check.
pub(super) struct Checked {
    pub(super) check: &'static str,
    /// Whose of many newsletters.
    pub(super) tenant: Option<String>,
    pub(super) took: Duration,
    pub(super) findings: Findings,
}

impl Checked {
    fn told(&self) -> String {
        let mut told = String::new();
        let whose = self.tenant.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        for (number, finding) in self.findings.iter().enumerate() {
            let slow = self.took >= SLOW && number == 0;
            let took = if slow { format!(" ({:.1} s)", self.took.as_secs_f64()) } else { String::new() };
            let line = match &finding.fault {
                None => format!("ok     {whose}{}{took}", finding.what),
                Some(fault) => format!("wrong  {whose}{}{took}: {fault}", finding.what),
            };
            told.extend(line.lines().flat_map(|line| [terminal::safe(line).into_owned(), "\n".to_owned()]));
        }
        told
    }

    fn json(&self) -> Value {
        let milliseconds = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        let mut told = json!({ "check": self.check, "took_ms": milliseconds, "findings": self.findings });
        if let (Some(tenant), Some(told)) = (&self.tenant, told.as_object_mut()) {
            told.insert("tenant".to_owned(), tenant.as_str().into());
        }
        told
    }
}

/// Tells checks as they come: a line a finding at once, since the next one may take long, or all of them as an object.
pub(super) struct Telling<W> {
    in_json: bool,
    out: W,
    all: Vec<Checked>,
}

impl<W: Write> Telling<W> {
    pub(super) fn new(in_json: bool, out: W) -> Telling<W> {
        Telling { in_json, out, all: Vec::new() }
    }

    pub(super) fn tell(&mut self, checked: Checked) -> std::io::Result<()> {
        if !self.in_json {
            self.out.write_all(checked.told().as_bytes())?;
            self.out.flush()?;
        }
        self.all.push(checked);
        Ok(())
    }

    /// The end; it fails when something is wrong.
    pub(super) fn end(mut self) -> std::io::Result<ExitCode> {
        let is_sound = self.all.iter().flat_map(|checked| &checked.findings).all(|finding| finding.fault.is_none());
        if self.in_json {
            let checks: Vec<_> = self.all.iter().map(Checked::json).collect();
            writeln!(self.out, "{}", json!({ "sound": is_sound, "checks": checks }))?;
        }
        Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_long_says_so() {
        let told = |took| {
            let findings = vec![Finding::wrong("it", "broken"), Finding::good("it")];
            Checked { check: "it", tenant: None, took, findings }.told()
        };
        assert_eq!(told(Duration::from_millis(999)), "wrong  it: broken\nok     it\n");
        assert_eq!(told(Duration::from_millis(2_340)), "wrong  it (2.3 s): broken\nok     it\n");
    }

    #[test]
    fn each_line_says_whose_it_is() {
        let findings = vec![Finding::good("it")];
        let checked = Checked { check: "it", tenant: Some("valley".to_owned()), took: Duration::ZERO, findings };
        assert_eq!(checked.told(), "ok     valley: it\n");
    }
}
