//! Places: whatever a reader types.

use pullquote::places::{Gazetteer, Understood};

fn check(text: &str) -> String {
    let gazetteer = Gazetteer::embedded();
    let resolution = gazetteer.resolve(text);
    let likely: Vec<String> =
        resolution.readings.iter().take(6).map(|reading| gazetteer.label(&reading.place.geoid)).collect();
    match resolution.understood {
        Understood::Places => likely.join("; "),
        other => format!("{other:?}: {}", likely.join("; ")),
    }
}

#[test]
fn a_name_is_resolved_to_what_it_may_mean() {
    insta::assert_snapshot!(check("N.Y.C."), @"New York City, N.Y.");
    insta::assert_snapshot!(check("New York"), @"New York; New York City, N.Y.");
    insta::assert_snapshot!(check("Sonoma"), @"Sonoma, Calif.");
    insta::assert_snapshot!(check("Narnia"), @"Elsewhere: ");
}
