//! What places cost: `cargo bench --bench places`.
//!
//! Beside criterion's means it prints the spread over many inputs, since a reader waits for the slowest: every thirtieth name
//! of the gazetteer as it stands, with its state, with a slip, and each beginning of it that autocomplete sees.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use pullquote::domain::Geoid;
use pullquote::places::Gazetteer;

const PREFERRED: [&str; 6] = ["3651000", "1714000", "17031", "06", "0667000", "53033"];

/// Prints the median, the 99th percentile and the slowest.
fn spread(what: &str, inputs: &[String], mut run: impl FnMut(&str)) {
    let mut times: Vec<Duration> = inputs
        .iter()
        .map(|input| {
            // The least of four: what other programs take is not ours.
            let mut least = Duration::MAX;
            for _ in 0..4 {
                let start = Instant::now();
                run(black_box(input));
                least = least.min(start.elapsed());
            }
            least
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).or(times.last()).copied().unwrap_or_default();
    println!("{what}: p50 {:?}, p99 {:?}, most {:?} of {}", at(50), at(99), at(100), times.len());
}

fn places(criterion: &mut Criterion) {
    let start = Instant::now();
    let gazetteer = Gazetteer::embedded();
    black_box(gazetteer.resolve("Chicago"));
    println!("opening, with the first answer: {:?}", start.elapsed());

    let preferred = PREFERRED.map(Geoid::from);
    let (mut bare, mut stated, mut slips, mut typed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for id in gazetteer.ids().step_by(30) {
        let place = gazetteer.jurisdiction(id);
        let letters: Vec<char> = place.name.chars().collect();
        let slip: String =
            letters.iter().enumerate().filter(|(at, _)| *at != letters.len() / 2).map(|(_, c)| c).collect();
        typed.extend((1..=letters.len().min(12)).map(|count| letters.iter().take(count).collect::<String>()));
        slips.extend([slip.clone(), format!("{slip}, {}", place.state)]);
        stated.push(format!("{}, {}", place.name, place.state));
        bare.push(place.name);
    }
    spread("resolve, bare names", &bare, |text| drop(black_box(gazetteer.resolve(text))));
    spread("resolve, with their states", &stated, |text| drop(black_box(gazetteer.resolve(text))));
    spread("resolve, with a slip", &slips, |text| drop(black_box(gazetteer.resolve(text))));
    spread("autocomplete", &typed, |text| drop(black_box(gazetteer.complete(text, &preferred, 25))));

    for text in ["Chicago", "Springfield, Ill.", "Chicgo", "Narnia"] {
        criterion.bench_function(&format!("resolve {text}"), |bench| {
            bench.iter(|| gazetteer.resolve(black_box(text)));
        });
    }
    for text in ["n", "new y", "springfield", "chicgo"] {
        criterion.bench_function(&format!("autocomplete {text}"), |bench| {
            bench.iter(|| gazetteer.complete(black_box(text), &preferred, 25));
        });
    }
}

criterion_group!(benches, places);
criterion_main!(benches);
