//! The programs that made the data which pullquote embeds. Not needed to build it.

mod boost;
mod gazetteer;
#[cfg(feature = "bench")]
mod search_bench;
mod shapes;
#[cfg(feature = "bench")]
mod sizing;
mod splade;
mod train_quotes;
mod train_ranker;
#[cfg(feature = "bench")]
mod web_bench;
mod word_relations;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (program, rest) = arguments.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    match program {
        "gazetteer" => gazetteer::run(rest),
        #[cfg(feature = "bench")]
        "search-bench" => search_bench::run(rest),
        "shapes" => shapes::run(rest),
        #[cfg(feature = "bench")]
        "sizing" => sizing::run(rest),
        "splade" => splade::run(rest),
        "train-quotes" => train_quotes::run(rest),
        "train-ranker" => train_ranker::run(rest),
        #[cfg(feature = "bench")]
        "web-bench" => web_bench::run(rest),
        "word-relations" => word_relations::run(rest),
        _ => anyhow::bail!(
            "expected the name of a program: gazetteer, search-bench (with `--features bench`), shapes, sizing (with `--features bench`), splade, train-quotes, train-ranker, web-bench (with `--features bench`), word-relations"
        ),
    }
}
