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

#[test]
fn every_place_with_its_state_resolves_to_itself_or_asks() {
    let gazetteer = Gazetteer::embedded();
    let (mut all, mut missed) = (0, Vec::new());
    for id in gazetteer.ids().filter(|id| gazetteer.geoid(*id).as_str().len() != 10) {
        let own = gazetteer.geoid(id);
        let place = gazetteer.jurisdiction(id);
        let typed = format!("{}, {}", place.name, place.state);
        all += 1;
        if own.as_str().len() > 2
            && !gazetteer.resolve(&typed).readings.iter().any(|reading| gazetteer.same(&reading.place.geoid, &own))
        {
            missed.push(typed);
        }
    }
    println!("{} of {all} missed: {:?}", missed.len(), missed.iter().take(20).collect::<Vec<_>>());
    assert!(missed.len() * 1000 <= all * 3);
}

#[test]
fn places_in_running_text() {
    let gazetteer = Gazetteer::embedded();
    let mentions = |text: &str| {
        gazetteer
            .mentions(text)
            .iter()
            .map(|m| text.get(m.range.clone()).unwrap_or("").to_owned())
            .collect::<Vec<_>>()
            .join(" | ")
    };
    insta::assert_snapshot!(mentions("Chicago; Cook County, Ill.; Lawrence, Mass.; said Jackson"), @"Chicago | Cook County, Ill. | Lawrence, Mass.");
    insta::assert_snapshot!(mentions("did boston get one?"), @"boston");
}
