//! What a list was narrowed to, in a few characters of an id.

use jiff::civil::Date;

use crate::domain::{CountsAs, Geoid, JurisdictionKind};
use crate::reply::{Listing, Records};

/// Parts the fields, and the items of one.
const FIELDS: char = '|';
const ITEMS: char = ',';
/// Stands before the statuses that are wanted: none are wanted otherwise than by all of them.
const ONLY: char = '=';

/// The kind of list, then its fields; `None` where a field has one of the marks that part them.
pub(super) fn pack(listing: &Listing) -> Option<String> {
    let day = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (kind, fields) = match listing {
        Listing::Records(Records { commands, state, kind, counts_as, statuses }) => {
            let statuses = match statuses {
                Some(statuses) => format!("{ONLY}{}", items(statuses)?),
                None => String::new(),
            };
            let (kind, counts) = (kind.map(JurisdictionKind::word), counts_as.map(CountsAs::word));
            let state = state.clone().unwrap_or_default();
            let fields =
                [state, kind.unwrap_or_default().into(), counts.unwrap_or_default().into(), items(commands)?, statuses];
            ('r', fields.to_vec())
        }
        Listing::Articles { places, from, to } => {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            ('a', vec![day(from), day(to), items(&places)?])
        }
        Listing::People { role, from, to } => ('p', vec![day(from), day(to), role.clone().unwrap_or_default()]),
        Listing::Paragraphs { article } => ('t', vec![article.clone()]),
    };
    let parted = fields.iter().all(|field| !field.contains(FIELDS));
    parted.then(|| std::iter::once(kind.to_string()).chain(fields).collect::<Vec<_>>().join("|"))
}

/// What was packed; `None` for anything else.
pub(super) fn unpack(text: &str) -> Option<Listing> {
    let mut fields = text.split(FIELDS);
    let kind = fields.next()?;
    let fields: Vec<&str> = fields.collect();
    let day = |text: &str| if text.is_empty() { Some(None) } else { text.parse::<Date>().ok().map(Some) };
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let list = |text: &str| text.split(ITEMS).filter(|item| !item.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Some(match (kind, fields.as_slice()) {
        ("r", [state, kind, counts, commands, statuses]) => Listing::Records(Records {
            commands: list(commands),
            state: given(state),
            kind: if kind.is_empty() { None } else { Some(JurisdictionKind::of_word(kind)?) },
            counts_as: if counts.is_empty() { None } else { Some(CountsAs::of_word(counts)?) },
            statuses: statuses.strip_prefix(ONLY).map(list),
        }),
        ("a", [from, to, places]) => {
            Listing::Articles { places: list(places).into_iter().map(Geoid).collect(), from: day(from)?, to: day(to)? }
        }
        ("p", [from, to, role]) => Listing::People { role: given(role), from: day(from)?, to: day(to)? },
        ("t", [article]) => Listing::Paragraphs { article: given(article)? },
        _ => return None,
    })
}

fn items(items: &[String]) -> Option<String> {
    let good = items.iter().all(|item| !item.is_empty() && !item.contains(ITEMS));
    good.then(|| items.join(","))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-zé ]{1,8}", 0..3)
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(
            commands in names(), statuses in prop::option::of(names()), state in prop::option::of("[a-zA-Z ]{1,9}"),
            kind in 0usize..7, counts in 0usize..4, year in 1900i16..2100,
        ) {
            let kinds = ["state", "county", "city", "town", "cdp", "consolidated"];
            let kind = kinds.get(kind).and_then(|word| JurisdictionKind::of_word(word));
            let counts_as = CountsAs::ALL.get(counts).copied();
            let from = Some(jiff::civil::date(year, 3, 1));
            let places = commands.iter().cloned().map(Geoid).collect();
            let all = [
                Listing::Records(Records { commands, state: state.clone(), kind, counts_as, statuses }),
                Listing::Articles { places, from, to: None },
                Listing::People { role: state, from: None, to: from },
                Listing::Paragraphs { article: "2018-01-24-an-article".into() },
            ];
            for listing in all {
                let packed = pack(&listing).expect("nothing in it parts fields");
                prop_assert_eq!(unpack(&packed), Some(listing));
            }
        }

        #[test]
        fn any_text_is_met(text in "\\PC{0,60}|[rapt|,=0-9a-z-]{0,60}") {
            let _ = unpack(&text);
        }
    }

    #[test]
    fn what_would_part_a_field_is_not_packed() {
        let people = |role: &str| Listing::People { role: Some(role.into()), from: None, to: None };
        assert_eq!(pack(&people("a|b")), None);
        let records = |status: &str| Records { statuses: Some(vec![status.into()]), ..Records::default() };
        assert_eq!(pack(&Listing::Records(records("yes, but"))), None);
    }
}
