//! The interactions endpoint: what is signed is answered, once; all else is refused.

use serde_json::json;

use super::{Transport, command, sample_bot, settings};
use crate::support::random::Random;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_is_signed_is_answered_and_only_once() {
    let bot = sample_bot(Transport::Http, settings()).await;
    let at = bot.endpoint.expect("an endpoint");
    let ping = br#"{"type":1}"#.to_vec();
    assert_eq!(bot.fake.post(at, ping.clone(), |_| {}).await, (200, json!({"type": 1})));
    let forged = |headers: &mut [String; 2]| headers[1] = "1".to_owned() + &headers[1];
    assert_eq!(bot.fake.post(at, ping.clone(), forged).await.0, 401);
    let asked = command(1, "about", &[]);
    assert_eq!(bot.fake.call(at, &asked).await, 200);
    assert_eq!(bot.fake.call(at, &asked).await, 401, "a replayed id");
    let mut random = Random::seeded();
    for _ in 0..200 {
        let (mut body, mut headers_too) = (command(2, "about", &[]).to_string().into_bytes(), true);
        if random.below(2) == 0 {
            let place = random.below(body.len());
            body[place] ^= 1 << random.below(8);
            headers_too = false;
        }
        let original = command(2, "about", &[]).to_string().into_bytes();
        let (which, flip) = (random.below(2), random.below(4));
        let (status, _) = bot
            .fake
            .post_signed_as(at, original, body, |headers| {
                if headers_too {
                    let header = &mut headers[which];
                    match flip {
                        0 => header.push('0'),
                        1 => drop(header.pop()),
                        2 => *header = header.chars().rev().collect(),
                        _ => header.clear(),
                    }
                }
            })
            .await;
        assert_eq!(status, 401);
    }
    assert_eq!(bot.fake.post(at, vec![b' '; 3 << 20], |_| {}).await.0, 413);
    bot.end().await;
}
