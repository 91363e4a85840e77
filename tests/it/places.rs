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
fn what_a_place_only_goes_by_hides_no_namesake() {
    insta::assert_snapshot!(check("Sac County"), @"Sacramento County, Calif.; Sac County, Iowa");
    insta::assert_snapshot!(check("Washington Heights, NY"), @"New York City, N.Y.; Washington Heights, N.Y.");
    insta::assert_snapshot!(check("Washington Heights"), @"New York City, N.Y.; Washington Heights, N.Y.");
    insta::assert_snapshot!(check("Fermont, CA"), @"Fremont, Calif.");
    insta::assert_snapshot!(check("the moon"), @"Elsewhere: Moon Township, Pa.");
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

#[test]
fn one_slip_in_a_large_city_with_its_state_is_mended() {
    let gazetteer = Gazetteer::embedded();
    let (mut all, mut right, mut wrong) = (0_u32, 0_u32, 0_u32);
    for id in gazetteer.ids().filter(|id| gazetteer.population(*id) >= 100_000) {
        let own = gazetteer.geoid(id);
        let place = gazetteer.jurisdiction(id);
        if own.as_str().len() != 7 {
            continue;
        }
        let letters: Vec<char> = place.name.chars().collect();
        for at in 0..letters.len() {
            let (mut dropped, mut doubled, mut swapped) = (letters.clone(), letters.clone(), letters.clone());
            dropped.remove(at);
            doubled.insert(at, 'e');
            if at + 1 < letters.len() {
                swapped.swap(at, at + 1);
            }
            for slip in [dropped, doubled, swapped] {
                let typed = format!("{}, {}", slip.iter().collect::<String>(), place.state);
                let resolution = gazetteer.resolve(&typed);
                let own_first = |geoid| gazetteer.same(geoid, &own);
                all += 1;
                match resolution.likely().next() {
                    Some(first) if own_first(&first.place.geoid) => right += 1,
                    Some(_) if !resolution.likely().any(|reading| own_first(&reading.place.geoid)) => wrong += 1,
                    _ => {}
                }
            }
        }
    }
    println!("slips: {right} right and {wrong} wrong of {all}");
    assert!(right * 1000 >= all * 985 && wrong * 1000 <= all * 2);
}
