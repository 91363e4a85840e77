//! The interactions endpoint of the real program.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

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

/// Half-sent requests that are held open, and how long honest ones are sent beside them.
const HALF_SENT: usize = 1_200;
const BESIDE: Duration = Duration::from_secs(30);

/// 1,200 connections that send half a request and stay, opened anew when they are closed, beside honest requests. The
/// program has the 1,024 descriptors that most systems give.
pub async fn half_sent_requests() -> Outcome {
    let (fake, data) = (FakeDiscord::start().await, sample());
    let descriptors = rlimit::Resource::NOFILE;
    let (own, most) = descriptors.get().map_err(|error| error.to_string())?;
    descriptors.set(1_024, most).map_err(|error| error.to_string())?;
    let program = Program::start(data.path(), &fake, &["--http", "127.0.0.1:0"], "error");
    descriptors.set(own.max(4_096).min(most), most).map_err(|error| error.to_string())?;
    let at = program.endpoint().await;
    let opened = Arc::new(AtomicUsize::new(0));
    let attack: Vec<_> = (0..HALF_SENT)
        .map(|n| {
            let opened = Arc::clone(&opened);
            tokio::spawn(async move {
                let half = match n % 3 {
                    0 => "",
                    1 => "POST /interactions HTTP/1.1\r\nhost: x\r\nx-signature-ed25519: 00",
                    _ => "POST /interactions HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n{\"type\": 2,",
                };
                loop {
                    if let Ok(stream) = TcpStream::connect(at).await {
                        opened.fetch_add(1, Ordering::Relaxed);
                        let _sent = stream.writable().await.is_ok_and(|()| stream.try_write(half.as_bytes()).is_ok());
                        // Held until the other side has had enough.
                        while stream.readable().await.is_ok() {
                            match stream.try_read(&mut [0; 512]) {
                                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                                Ok(1..) => {}
                                _ => break,
                            }
                        }
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let began = Instant::now();
    let (mut asked, mut refused, mut slowest) = (0u64, 0, Duration::ZERO);
    while began.elapsed() < BESIDE {
        asked += 1;
        let sent = Instant::now();
        let one = command(asked, "letter", "place", "New Orleans");
        let status = tokio::time::timeout(Duration::from_secs(10), fake.call(at, &one)).await;
        refused += usize::from(status != Ok(200));
        slowest = slowest.max(sent.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    attack.iter().for_each(tokio::task::JoinHandle::abort);
    let ending = Instant::now();
    program.end().await?;
    let figure = format!(
        "{HALF_SENT} half-sent requests held ({} opened): {asked} honest ones, {refused} refused, slowest {slowest:.0?}; \
         ended {:.1?} after SIGTERM",
        opened.load(Ordering::Relaxed),
        ending.elapsed()
    );
    ensure!(refused == 0 && slowest < Duration::from_secs(3) && ending.elapsed() < Duration::from_secs(10), "{figure}");
    fake.end();
    Ok(figure)
}
