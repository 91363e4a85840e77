//! Connections that break, hang, or are refused.

use std::time::{Duration, Instant};

use crate::discord::{FakeDiscord, Kept, Mood};
use crate::program::{Program, command, sample};
use crate::{Outcome, ensure};

async fn started(mood: Mood) -> (FakeDiscord, tempfile::TempDir, Program) {
    let (fake, data) = (FakeDiscord::start().await, sample());
    fake.with(|state| state.mood = mood);
    let program = Program::start(data.path(), &fake, &[], "error");
    (fake, data, program)
}

/// The least time between two connections, in seconds.
fn least_pause(state: &Kept) -> f64 {
    let pauses = state.connects.windows(2).map(|pair| (pair[1] - pair[0]).as_secs_f64());
    pauses.fold(f64::INFINITY, f64::min)
}

/// The connection dropped every 5 s for 2 min, while ten questions come a second.
pub async fn dropped_connections() -> Outcome {
    let (fake, _data, program) = started(Mood::DropAfter(Duration::from_secs(5))).await;
    fake.ready(1).await;
    let mut pace = tokio::time::interval(Duration::from_millis(100));
    let mut unheard = 0;
    let in_time = |state: &Kept, id: &str| state.interactions[id].at.elapsed() < Duration::from_secs(3);
    for id in 1..=1_200u64 {
        pace.tick().await;
        fake.dispatch(command(id, "letter", "place", "New Orleans"));
    }
    for id in 1..=1_200u64 {
        let id = id.to_string();
        // Discord itself takes no answer after three seconds; what came late for the bot is not lost by it.
        let waited = fake.until("an answer", |state| {
            let answered = state.interactions[&id].answered.is_some();
            (answered || !in_time(state, &id)).then_some(answered)
        });
        unheard += u64::from(!waited.await);
    }
    let (identifies, resumes, doubled, connects) =
        fake.with(|state| (state.identifies.len(), state.resumes, state.doubled, state.connects.len()));
    program.end().await?;
    let figure = format!(
        "{connects} connections, {resumes} resumptions, {identifies} IDENTIFY, {unheard} of 1,200 lost, {doubled} doubled"
    );
    ensure!(unheard == 0 && doubled == 0 && identifies == 1, "{figure}");
    fake.end();
    Ok(figure)
}

/// A handshake that hangs: accepted, and then silence.
pub async fn silent_handshake() -> Outcome {
    let (fake, _data, program) = started(Mood::Silent).await;
    fake.until("a connection", |state| (!state.connects.is_empty()).then_some(())).await;
    let began = Instant::now();
    fake.with(|state| state.mood = Mood::Good);
    fake.ready(1).await;
    let taken = began.elapsed();
    program.end().await?;
    ensure!(taken < Duration::from_secs(60), "{taken:?}");
    fake.end();
    Ok(format!("connected again {taken:.1?} after a silent handshake"))
}

/// Watches a server that refuses for three minutes.
async fn watched(mood: Mood) -> Outcome {
    let (fake, _data, program) = started(mood).await;
    let began = Instant::now();
    tokio::time::sleep(Duration::from_secs(180)).await;
    let (connects, identifies, resumes, least) = fake.with(|state| {
        let at: Vec<String> = state.connects.iter().map(|at| format!("{:.0}", (*at - began).as_secs_f64())).collect();
        (at.join(" "), state.identifies.len(), state.resumes, least_pause(state))
    });
    program.end().await?;
    let figure = format!(
        "connections at {connects} s (least pause {least:.2} s), {resumes} RESUMEs, {identifies} IDENTIFYs in 3 min"
    );
    ensure!(least >= 0.99 && identifies <= 5, "{figure}");
    fake.end();
    Ok(figure)
}

/// The server closes after every RESUME.
pub async fn closed_on_resume() -> Outcome {
    watched(Mood::CloseOnResume(Duration::from_secs(4))).await
}

/// The server drops the connection after every RESUME, without a word.
pub async fn cut_on_resume() -> Outcome {
    watched(Mood::CutOnResume(Duration::from_secs(4))).await
}

/// Dials that fail for a minute, and a question meanwhile.
pub async fn failed_dials() -> Outcome {
    let (fake, _data, program) = started(Mood::DropAfter(Duration::from_millis(500))).await;
    fake.ready(1).await;
    fake.with(|state| state.mood = Mood::HangUp);
    tokio::time::sleep(Duration::from_secs(60)).await;
    let dials = fake.with(|state| state.connects.len());
    fake.with(|state| state.mood = Mood::Good);
    let back = Instant::now();
    fake.until("a resumption", |state| (state.resumes > 0).then_some(())).await;
    let taken = back.elapsed();
    fake.dispatch(command(1, "letter", "place", "New Orleans"));
    fake.answer("1").await;
    let identifies = fake.with(|state| state.identifies.len());
    program.end().await?;
    let figure =
        format!("{dials} connections in 60 s without an answer, resumed {taken:.0?} later, {identifies} IDENTIFY");
    ensure!(identifies == 1 && taken < Duration::from_secs(40), "{figure}");
    fake.end();
    Ok(figure)
}

/// The connection dropped every 0.4 s for a minute; a question every 5 s.
pub async fn short_connections() -> Outcome {
    let (fake, _data, program) = started(Mood::DropAfter(Duration::from_millis(400))).await;
    fake.ready(1).await;
    let mut slowest = Duration::ZERO;
    for id in 1..=12u64 {
        tokio::time::sleep(Duration::from_secs(5)).await;
        fake.dispatch(command(id, "letter", "place", "New Orleans"));
        fake.answer(&id.to_string()).await;
        let taken = |state: &mut Kept| {
            let sent = &state.interactions[&id.to_string()];
            sent.answered.as_ref().map_or(Duration::MAX, |(at, _)| *at - sent.at)
        };
        slowest = slowest.max(fake.with(taken));
    }
    let (resumes, identifies) = fake.with(|state| (state.resumes, state.identifies.len()));
    program.end().await?;
    let figure = format!("12 of 12 answered, slowest {slowest:.1?}, {resumes} resumptions, {identifies} IDENTIFY");
    ensure!(slowest < Duration::from_secs(3) && identifies == 1, "{figure}");
    fake.end();
    Ok(figure)
}

/// Op 9 for ever.
pub async fn refused_sessions() -> Outcome {
    watched(Mood::InvalidSession).await
}

/// Close codes that no reconnecting mends.
pub async fn fatal_codes() -> Outcome {
    let mut said = Vec::new();
    for code in [4004, 4010, 4011, 4012, 4013, 4014] {
        let (fake, _data, program) = started(Mood::Close(code)).await;
        let (status, text) = program.ended().await;
        ensure!(status.code() == Some(78), "{code}: {status}, {text}");
        ensure!(text.contains(&format!("closed the gateway with {code}: ")), "{code}: {text}");
        ensure!(fake.with(|state| state.identifies.len()) == 1, "{code}: more than one session");
        said.push(code.to_string());
    }
    Ok(format!("{}: one session each, status 78, the reason said", said.join(", ")))
}

/// SIGTERM while answers are under way.
pub async fn ended_while_answering() -> Outcome {
    let (fake, _data, program) = started(Mood::Good).await;
    fake.ready(1).await;
    for id in 1..=200u64 {
        fake.dispatch(command(id, "search", "query", "grant money"));
    }
    fake.answer("1").await;
    let began = Instant::now();
    let said = program.end().await?;
    let taken = began.elapsed();
    let (unanswered, closes) = fake.with(|state| {
        (state.interactions.values().filter(|sent| sent.answered.is_none()).count(), state.closes.clone())
    });
    // What was still on its way through the socket was never taken in, and is Discord's to send again on a resumption.
    ensure!(closes == [4000], "closed with {closes:?}: {said}");
    fake.end();
    Ok(format!("ended {taken:.1?} after SIGTERM, {} of 200 answered, closed with 4000", 200 - unanswered))
}
