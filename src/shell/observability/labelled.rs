//! Expositions of several archives as one: each name once, and whose each sample is as its label.

use std::collections::HashMap;
use std::fmt::Write as _;

/// The label that names whose a sample is. Names of tenants need no escaping: they have letters, digits, and - _ . alone.
const LABEL: &str = "tenant";
/// What the description of a name begins with.
const DESCRIBES: &str = "# HELP ";

/// The exposition of the program, and after each of its names the samples of the parts.
pub(super) fn labelled(program: String, parts: impl Iterator<Item = (String, String)>) -> String {
    let mut families = Families::default();
    families.add(&program, None);
    for (name, part) in parts {
        families.add(&part, Some(&name));
    }
    families.written()
}

/// The lines of each name, in the order in which the names came first.
#[derive(Default)]
struct Families {
    places: HashMap<String, usize>,
    all: Vec<String>,
}

impl Families {
    fn add(&mut self, exposition: &str, whose: Option<&str>) {
        let mut here: Option<usize> = None;
        let mut is_new = false;
        for line in exposition.lines() {
            if let Some(described) = line.strip_prefix(DESCRIBES) {
                let name = described.split(' ').next().unwrap_or_default();
                is_new = !self.places.contains_key(name);
                let next = self.all.len();
                let place = *self.places.entry(name.to_owned()).or_insert(next);
                if is_new {
                    self.all.push(format!("{line}\n"));
                }
                here = Some(place);
            } else if let Some(lines) = here.and_then(|place| self.all.get_mut(place)) {
                match whose {
                    _ if line.starts_with('#') => {
                        if is_new {
                            lines.push_str(line);
                            lines.push('\n');
                        }
                    }
                    Some(whose) => _ = writeln!(lines, "{}", with_label(line, whose)),
                    None => _ = writeln!(lines, "{line}"),
                }
            }
        }
    }

    fn written(self) -> String {
        self.all.concat()
    }
}

/// A sample with one label more.
fn with_label(line: &str, whose: &str) -> String {
    match (line.split_once('{'), line.split_once(' ')) {
        (Some((name, rest)), _) if !name.contains(' ') => format!("{name}{{{LABEL}=\"{whose}\",{rest}"),
        (_, Some((name, value))) => format!("{name}{{{LABEL}=\"{whose}\"}} {value}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_described_once_and_each_sample_says_whose_it_is() {
        let of = |count: u32| {
            format!(
                "# HELP a_total All.\n# TYPE a_total counter\na_total {count}\n# HELP b Some.\n# TYPE b histogram\nb_bucket{{le=\"0.1\"}} {count}\nb_sum 0.5\n"
            )
        };
        let own = "# HELP c C.\n# TYPE c gauge\nc 9\n".to_owned();
        let parts = [("one".to_owned(), of(2)), ("two".to_owned(), own)];
        insta::assert_snapshot!(labelled(of(1), parts.into_iter()), @r#"
        # HELP a_total All.
        # TYPE a_total counter
        a_total 1
        a_total{tenant="one"} 2
        # HELP b Some.
        # TYPE b histogram
        b_bucket{le="0.1"} 1
        b_sum 0.5
        b_bucket{tenant="one",le="0.1"} 2
        b_sum{tenant="one"} 0.5
        # HELP c C.
        # TYPE c gauge
        c{tenant="two"} 9
        "#);
    }
}
