//! The programs that made the data which pullquote embeds. None is needed to build it.

mod train_quotes;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first().map(|(name, rest)| (name.as_str(), rest)) {
        Some(("train-quotes", rest)) => train_quotes::run(rest),
        _ => anyhow::bail!("expected the name of a program: train-quotes"),
    }
}
