//! The interactions endpoint of the real program.

use crate::discord::FakeDiscord;
use crate::program::{Program, command, custom_ids, interaction, sample};
use crate::random::Random;
use crate::{Outcome, ensure};
use serde_json::json;

/// 10,000 mutated signatures, timestamps and bodies.
pub async fn mutated_signatures() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let program = Program::start(data.path(), &fake, &["--http", "127.0.0.1:0"], "error");
    let at = program.endpoint().await;
    let mut accepted = 0;
    for n in 0..10_000u64 {
        let body = command(n, "about", "x", "x").to_string().into_bytes();
        let (mut sent, what) = (body.clone(), random.below(6));
        if what == 0 {
            let place = random.below(sent.len());
            sent[place] ^= 1 << random.below(8);
        }
        let (place, letter) = (random.below(120), ["0", "f", "A", "z", " "][random.below(5)]);
        let (status, _) = fake
            .post_signed_as(at, body, sent, |[signature, timestamp]| match what {
                0 => {}
                1 => {
                    let old = signature.clone();
                    signature.replace_range(place..=place, letter);
                    // A digit that was there already is no mutation.
                    if *signature == old {
                        signature.push('0');
                    }
                }
                2 => signature.truncate(place),
                3 => timestamp.push('0'),
                4 => *timestamp = (timestamp.parse::<u64>().unwrap_or(0) - 1 - place as u64).to_string(),
                _ => *signature = signature.chars().rev().chain(std::iter::once('0')).collect(),
            })
            .await;
        accepted += usize::from(status != 401 && status != 400);
    }
    program.end().await?;
    ensure!(accepted == 0, "{accepted} of 10,000 accepted");
    fake.end();
    Ok("10,000 mutated requests: 0 accepted".into())
}

/// A question asked of one replica, its buttons pressed at another.
pub async fn two_replicas() -> Outcome {
    let (fake, data) = (FakeDiscord::start().await, sample());
    let one = Program::start(data.path(), &fake, &["--http", "127.0.0.1:0"], "error");
    let other = Program::start(data.path(), &fake, &["--http", "127.0.0.1:0"], "error");
    let (first, second) = (one.endpoint().await, other.endpoint().await);
    fake.call(first, &command(1, "ask", "question", "Who threatened to charge elected officials?")).await;
    let ids = custom_ids(&fake.answer("1").await);
    let mut id = 1;
    for custom_id in &ids {
        id += 1;
        fake.call(second, &interaction(id, 3, json!({"custom_id": custom_id}))).await;
        fake.answer(&id.to_string()).await;
    }
    one.end().await?;
    other.end().await?;
    ensure!(ids.len() >= 3, "only {} buttons", ids.len());
    fake.end();
    Ok(format!("{} buttons of one replica's answer pressed at another: all answered", ids.len()))
}
