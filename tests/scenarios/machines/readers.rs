//! The readers of all newsletters, who never stop asking.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::asking::{QUESTIONS, Reader};
use super::corpora::Newsletter;
use super::reference::Answers;
use super::tally::Tally;

/// A newsletter is asked so often.
const PACE: Duration = Duration::from_millis(1_500);

/// What each newsletter's readers may be shown no more: all before this version, which both replicas have shown.
pub type Floors = Arc<Vec<AtomicU32>>;

/// Whom they ask, and what they may be answered.
#[derive(Clone)]
pub struct Asked {
    pub at: SocketAddr,
    pub answers: Arc<Answers>,
    pub floors: Floors,
    pub tally: Arc<Tally>,
}

/// Begins to ask; they stop when what is given back is dropped.
pub fn begin(newsletters: &[Newsletter], asked: &Asked) -> JoinSet<()> {
    newsletters.iter().map(|own| keep_asking(*own, newsletters.len(), asked.clone())).collect()
}

async fn keep_asking(of: Newsletter, all: usize, asked: Asked) {
    let reader = Reader::new(of.number);
    // Not all at one moment.
    tokio::time::sleep(PACE.mul_f64(of.number as f64 / all as f64)).await;
    for turn in of.number.. {
        let (began, number) = (Instant::now(), turn % QUESTIONS.len());
        ask(&reader, of, number, &asked).await;
        tokio::time::sleep(PACE.saturating_sub(began.elapsed())).await;
    }
}

async fn ask(reader: &Reader, of: Newsletter, number: usize, asked: &Asked) {
    let question = QUESTIONS[number];
    let floor = asked.floors[of.number].load(SeqCst);
    let answer = match reader.ask(asked.at, of, question).await {
        Ok(answer) => answer,
        Err(why) => return asked.tally.failed(why),
    };
    asked.tally.answered(of.number);
    match asked.answers.version_of(of, number, &answer) {
        Ok(version) if version >= floor => {}
        Ok(version) => {
            let went_back = format!("{} {}: version {version} after both had shown {floor}", of.name(), question.path);
            asked.tally.wrong(went_back);
        }
        Err(wanted) => {
            asked.tally.wrong(format!("{} {}: {answer}\n  in place of {wanted}", of.name(), question.path));
        }
    }
}
